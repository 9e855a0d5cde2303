//! Rules of the group requests.
