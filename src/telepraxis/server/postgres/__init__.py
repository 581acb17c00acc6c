"""The embedded PostgreSQL server and the two roles that use a database.

Words: a *cluster* is one server's data directory with its socket, passwords and log, all beneath the data home;
the *owner* is the role that owns the tables and migrates; the *app* is the role that serves and owns nothing.
"""

from .cluster import Cluster, ClusterTrouble
from .roles import Login, create_database, ensure_app_role, unsafe_settings

__all__ = ["Cluster", "ClusterTrouble", "Login", "create_database", "ensure_app_role", "unsafe_settings"]
