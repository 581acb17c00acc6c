"""Everything that can keep the platform from running and that a person can mend: each says what to do next."""

from telepraxis.server.backup.trouble import BackupTrouble
from telepraxis.server.homes import HomeOutOfReach
from telepraxis.server.installation import InstallationTrouble
from telepraxis.server.keys import KeysUnusable
from telepraxis.server.postgres import ClusterTrouble
from telepraxis.server.postgres.binaries import NoBinaries
from telepraxis.server.postgres.roles import CannotMakeRole
from telepraxis.server.processes import NoSystemUser
from telepraxis.server.supervisor import DidNotStart
from telepraxis.server.tls import TlsRefused
from telepraxis.server.upgrade import UpgradeStopped

TROUBLE = (
    HomeOutOfReach, InstallationTrouble, KeysUnusable, ClusterTrouble, NoBinaries, CannotMakeRole, NoSystemUser,
    DidNotStart, TlsRefused, BackupTrouble, UpgradeStopped,
)  # fmt: skip
