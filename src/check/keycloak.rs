//! Rules of the group keycloak.
