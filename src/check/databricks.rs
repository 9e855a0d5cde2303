//! Rules of the group databricks.
