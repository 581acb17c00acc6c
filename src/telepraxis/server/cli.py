"""The `telepraxis` command. Each command loads what it needs when it is called, so that help comes at once."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="telepraxis",
    help="Telemedicine for one doctor or a network of hospitals.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Data = Annotated[Path | None, typer.Option("--data", help="Where everything is kept.", show_default=False)]
Backups = Annotated[
    Path | None, typer.Option("--backups", help="Folder for backups, best on another disk.", show_default=False)
]
Port = Annotated[int | None, typer.Option(help="Port to serve on.", show_default=False)]


@app.command()
def up(
    data: Data = None,
    host: Annotated[str, typer.Option(help="Address to serve on.")] = "127.0.0.1",
    port: Port = None,
    domain: Annotated[str | None, typer.Option(help="Public name; its certificate is taken by ACME.")] = None,
    email: Annotated[str | None, typer.Option(help="Where the certificate authority writes to.")] = None,
    directory: Annotated[str | None, typer.Option(help="Another ACME server's directory.")] = None,
    root: Annotated[Path | None, typer.Option(help="The root certificate of that ACME server.")] = None,
    http_port: Annotated[int, typer.Option(help="Port for ACME answers and redirects.")] = 80,
    certificate: Annotated[Path | None, typer.Option(help="Your certificate chain (PEM).")] = None,
    key: Annotated[Path | None, typer.Option(help="Its private key (PEM).")] = None,
    behind_proxy: Annotated[bool, typer.Option("--behind-proxy", help="A proxy here speaks HTTPS.")] = False,
    lan: Annotated[bool, typer.Option("--lan", help="Serve the local network, with an authority of our own.")] = False,
    backups: Backups = None,
) -> None:
    """Run the platform: database, pages, jobs, and what else is installed. Ctrl-C stops it."""
    from telepraxis.server.tls.options import LETS_ENCRYPT, Options

    serves_names = bool(domain) and not behind_proxy or bool(certificate)
    options = Options(
        host="0.0.0.0" if serves_names and host == "127.0.0.1" else host, port=port or (443 if serves_names else 8000),
        domain=domain, email=email, directory=directory or LETS_ENCRYPT, root=root, http_port=http_port,
        certificate=certificate, key=key, behind_proxy=behind_proxy, lan=lan,
    )  # fmt: skip
    _run("production", data, options, backups=backups, when_ready=lambda installation, url: _say(f"Ready: {url}"))


@app.command()
def demo(
    data: Data = None,
    port: Port = None,
    lan: Annotated[bool, typer.Option("--lan", help="Let phones in the room join.")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
    empty: Annotated[bool, typer.Option("--empty", hidden=True)] = False,
    backups: Backups = None,
) -> None:
    """Open a demonstration clinic on this machine: invented people, nothing is real."""
    from telepraxis.server import demo_door, prepare, running
    from telepraxis.server.tls.options import Options

    if empty:  # somebody else fills it: a bench
        os.environ[prepare.EMPTY_DEMO] = "1"

    def when_ready(installation, url: str) -> None:
        for line in demo_door.lines(installation.home, url):
            _say(line)
        if not no_browser and sys.stdout.isatty():
            running.open_in_browser(url)

    _run("demo", data, Options(port=port or running.free_port(8000), lan=lan), when_ready, backups)


@app.command(hidden=True)
def dev(data: Data = None, port: Port = None) -> None:
    """Run for development (bin/dev): begin again whenever a source file changes; mail goes to the sink."""
    from telepraxis.server import running
    from telepraxis.server.tls.options import Options

    options = Options(port=port or running.free_port(8000))
    _run("development", data or Path("var/development"), options, lambda _, url: _say(f"Ready: {url}"))


@app.command()
def doctor(data: Data = None) -> None:
    """Look at everything: what is installed, what is missing or ill, and what to do about it."""
    with _plain_words():
        installation = _found(data)
        _django(installation)
        from telepraxis.server.doctor.command import main as look

        raise typer.Exit(look())


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the database up to date without serving anybody."""
    with _plain_words(), _at_work(data):
        from telepraxis.server import prepare

        prepare.main()


@app.command()
def upgrade(
    no_backup: Annotated[bool, typer.Option("--no-backup", help="Without a backup before.")] = False,
    data: Data = None,
) -> None:
    """After a newer version was installed: migrate and renew what runs, with nobody turned away."""
    from telepraxis.server import upgrade as upgrading

    with _plain_words():
        upgrading.upgrade(_found(data), with_backup=not no_backup, say=_say)


@app.command("create-organization")
def create_organization(
    name: Annotated[str, typer.Option(prompt="Name of the practice")],
    slug: Annotated[str, typer.Option(prompt="Short name for addresses (letters, digits, hyphens)")],
    time_zone: Annotated[str, typer.Option(prompt="Time zone, for example Europe/Lisbon")],
    jurisdiction: Annotated[str, typer.Option(prompt="Jurisdiction, for example PT or US-CA")],
    language: Annotated[str, typer.Option(help="Its usual language.")] = "en",
    phone: str = "",
    email: str = "",
    data: Data = None,
) -> None:
    """Let a practice begin in this installation."""
    with _plain_words(), _at_work(data):
        from telepraxis.server import people_commands

        _say(people_commands.create_organization(
            name=name, slug=slug, time_zone=time_zone, jurisdiction=jurisdiction, language=language, phone=phone,
            email=email,
        ))  # fmt: skip


@app.command("create-staff")
def create_staff(
    organization: Annotated[str, typer.Option(prompt="Short name of the practice")],
    email: Annotated[str, typer.Option(prompt="Their e-mail address")],
    name: Annotated[str, typer.Option(prompt="Their name")],
    role: Annotated[list[str], typer.Option(help="Repeat for several: manager, physician, front_desk ...")],
    language: Annotated[str, typer.Option(help="The language they read.")] = "en",
    data: Data = None,
) -> None:
    """Give a colleague an account; prints the link by which they set up their way in, and mails it too."""
    with _plain_words(), _at_work(data):
        from telepraxis.server import people_commands

        _say(people_commands.create_staff(
            organization=organization, email=email, name=name, roles=role, language=language,
        ))  # fmt: skip


Organization = Annotated[str, typer.Option("--organization", help="Short name of the practice.")]


@app.command("add-backend-service")
def add_backend_service(
    organization: Organization,
    name: Annotated[str, typer.Option(help="What it is called in the practice's list of apps.")],
    scope: Annotated[list[str], typer.Option(help="Repeat for several: system/Patient.rs, system/*.cruds ...")],
    jwks: Annotated[Path | None, typer.Option(help="A file with its public keys; without it a secret is made.")] = None,
    minutes: Annotated[int, typer.Option(min=1, max=60, help="How long a token lives.")] = 5,
    data: Data = None,
) -> None:
    """Register a program that works on a practice's record without a person; prints its client id and secret."""
    with _plain_words(), _at_work(data):
        from telepraxis.server import app_commands

        _say(app_commands.add_backend_service(
            organization=organization, name=name, scopes=scope, jwks=jwks, minutes=minutes,
        ))  # fmt: skip


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A file, folder or zip of FHIR bundles, resources or NDJSON.")],
    organization: Organization,
    source: Annotated[str | None, typer.Option(help="Name of the system they come from; else the path.")] = None,
    report: Annotated[Path | None, typer.Option(help="A new folder for the reports.", show_default=False)] = None,
    on_conflict: Annotated[
        str, typer.Option(help="Where an id is taken by something of another source: refuse, update or new.")
    ] = "refuse",
    processes: Annotated[int, typer.Option(min=1, max=16, help="How many work at it.")] = 2,
    data: Data = None,
) -> None:
    """Take over records of another system: as often as you like, and after any interruption; nothing comes twice."""
    with _plain_words(), _at_work(data):
        from telepraxis.server import exchange_commands

        if not exchange_commands.import_records(
            path, organization=organization, source=source, reports=report, on_conflict=on_conflict,
            processes=processes, say=_say,
        ):  # fmt: skip
            raise typer.Exit(1)


@app.command()
def export(
    organization: Organization,
    to: Annotated[Path, typer.Option("--to", help="A new folder, or a file.zip.")],
    patient: Annotated[str | None, typer.Option(help="Only this patient's, by the id of their record.")] = None,
    data: Data = None,
) -> None:
    """Write all documents and their history as NDJSON, with counts and SHA-256 of every file."""
    with _plain_words(), _at_work(data):
        from telepraxis.server import exchange_commands

        exchange_commands.export_records(to, organization=organization, patient=patient, say=_say)


@app.command("way-out")
def way_out(
    organization: Organization,
    to: Annotated[Path, typer.Option("--to", help="A new folder.")],
    data: Data = None,
) -> None:
    """Write everything a practice has into open files: records, history, appointments, files, audit, people."""
    with _plain_words(), _at_work(data):
        from telepraxis.server import exchange_commands

        exchange_commands.leave(to, organization=organization, say=_say)


@app.command("way-in")
def way_in(
    folder: Annotated[Path, typer.Argument(help="A folder that `way-out` has written.")],
    invite: Annotated[bool, typer.Option(help="Mail the staff their way in.")] = True,
    data: Data = None,
) -> None:
    """Bring a practice in that left another installation; its people come in anew, nothing is ever written over."""
    with _plain_words(), _at_work(data):
        from telepraxis.server import exchange_commands

        exchange_commands.arrive(folder, invite=invite, say=_say)


terminology = typer.Typer(no_args_is_help=True, help="Code systems: load an official edition, see which are in force.")
app.add_typer(terminology, name="terminology")


@terminology.command("load")
def load_terminology(
    path: Annotated[Path, typer.Argument(help="icd10cm-*.txt, RXNCONSO.RRF, a CSV, or a FHIR CodeSystem in JSON.")],
    system: Annotated[str, typer.Option(help="icd-10-cm, rxnorm, cvx, role-code or a URI.", show_default=False)] = "",
    kind: Annotated[list[str] | None, typer.Option(help="What its concepts are: problem, medicine ...")] = None,
    edition: Annotated[str, typer.Option(help="Its year or release; else the file's name.", show_default=False)] = "",
    licence: Annotated[str, typer.Option(help="Under which licence you have it.", show_default=False)] = "",
    data: Data = None,
) -> None:  # fmt: skip
    """Bring an edition of a code system in, whole or not at all, in the place of the one before."""
    with _plain_words(), _at_work(data):
        from telepraxis.server import terminology_commands

        terminology_commands.load(path, system=system, kinds=kind or [], edition=edition, licence=licence, say=_say)


@terminology.command("list")
def list_terminology(data: Data = None) -> None:
    """Tell which editions are in force, with sources and licences."""
    with _plain_words(), _at_work(data):
        from telepraxis.server import terminology_commands

        terminology_commands.show(_say)


formulary = typer.Typer(no_args_is_help=True, help="Medicines: load a catalogue to prescribe from, see which are.")
app.add_typer(formulary, name="formulary")


@formulary.command("load")
def load_formulary(
    path: Annotated[Path, typer.Argument(help="RxNorm's zip or folder, a CSV, or FHIR Medications (.json, .ndjson).")],
    format: Annotated[str, typer.Option(help="rxnorm, csv or fhir; else by the ending.", show_default=False)] = "",
    jurisdiction: Annotated[str, typer.Option(help="Where it holds: PT, US-CA; else everywhere (RxNorm: US).")] = "",
    system: Annotated[str, typer.Option(help="URI of its codes; else RxNorm's, FHIR's own, or one of the place.")] = "",
    edition: Annotated[str, typer.Option(help="Its year or release; else the file's name.", show_default=False)] = "",
    licence: Annotated[str, typer.Option(help="Under which licence you have it.", show_default=False)] = "",
    data: Data = None,
) -> None:  # fmt: skip
    """Bring an edition of a catalogue of medicines in, whole or not at all, in the place of the one before."""
    with _plain_words(), _at_work(data):
        from telepraxis.server import formulary_commands

        formulary_commands.load(
            path, format=format, system=system, jurisdiction=jurisdiction, edition=edition, licence=licence, say=_say
        )


@formulary.command("list")
def list_formulary(data: Data = None) -> None:
    """Tell which catalogues of medicines are in force, and what their loading changed."""
    with _plain_words(), _at_work(data):
        from telepraxis.server import formulary_commands

        formulary_commands.show(_say)


growth = typer.Typer(no_args_is_help=True, help="Growth of children: load tables of percentiles, see which there are.")
app.add_typer(growth, name="growth")


@growth.command("load")
def load_growth(
    paths: Annotated[list[Path], typer.Argument(help="CDC's CSV files (wtage.csv ...), or a zip that holds them.")],
    measure: Annotated[str, typer.Option(help="weight, height, head or bmi, where the name does not say it.")] = "",
    source: Annotated[str, typer.Option(help="Whose table it is; else CDC 2000.", show_default=False)] = "",
    data: Data = None,
) -> None:
    """Bring tables of growth in: columns Sex, Agemos, L, M and S."""
    with _plain_words(), _at_work(data):
        from telepraxis.server import growth_commands

        growth_commands.load(paths, measure=measure, source=source, say=_say)


@growth.command("list")
def list_growth(data: Data = None) -> None:
    """Tell which tables of growth are loaded, and whose they are."""
    with _plain_words(), _at_work(data):
        from telepraxis.server import growth_commands

        growth_commands.show(_say)


@app.command("install-service", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def install_service(
    context: typer.Context,
    show: Annotated[bool, typer.Option("--print", help="Only show the unit.")] = False,
    data: Data = None,
) -> None:
    """Have systemd run the platform from now on; further options are those of `up`."""
    from telepraxis.server import service

    with _plain_words():
        text = service.unit(data, context.args)
        _say(text if show else service.install(text))


@app.command()
def backup(
    to: Annotated[Path | None, typer.Option("--to", help="Folder for backups, best on another disk.")] = None,
    prove: Annotated[bool, typer.Option("--prove", help="Restore the newest one on trial and compare.")] = False,
    sheet: Annotated[Path | None, typer.Option("--keys", help="For a proof: with this key sheet.")] = None,
    show: Annotated[bool, typer.Option("--list", help="Only list what there is.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Only bring the copy in S3 up to date.")] = False,
    data: Data = None,
) -> None:
    """Make a backup of database and files while everybody works; it holds no key (keys sheet prints those)."""
    from telepraxis.server.backup import commands

    with _plain_words():
        installation = _found(data)
        if show:
            commands.list_archives(installation, to, say=_say)
        elif send:
            commands.send(installation, to, say=_say)
        elif prove:
            commands.prove(installation, to, sheet, say=_say)
        else:
            commands.back_up(installation, to, say=_say)


@app.command()
def restore(
    archive: Annotated[str, typer.Argument(help="An archive, or a whole backup home: its newest. Or s3://...")],
    data: Annotated[Path, typer.Option("--data", help="The new data home.")],
    sheet: Annotated[Path, typer.Option("--keys", help="The key sheet, or a copy of keys.json.")],
    until: Annotated[str | None, typer.Option(help="A moment: 2026-11-25T14:05:00+01:00.", show_default=False)] = None,
) -> None:
    """Bring a backup back on a bare machine, into a new data home; nothing is ever restored over data."""
    from telepraxis.server.backup import commands

    with _plain_words():
        commands.restore(archive, data=data, sheet=sheet, until=until, say=_say)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def keys(context: typer.Context, data: Data = None) -> None:
    """Show, rotate or print the keys: show, rotate [RING], forget RING KEY, sheet --to FILE."""
    from telepraxis.server import keys_command

    with _plain_words():
        _django(_found(data))
        keys_command.app(context.args or ["--help"], prog_name="telepraxis keys")


@app.command("signing-keys", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def signing_keys(context: typer.Context, data: Data = None) -> None:
    """Keys that practices sign with: list, rotate, revoke KID, import FILE, page --to FILE, of --organization NAME."""
    from telepraxis.server import signing_commands

    with _plain_words(), _at_work(data):
        signing_commands.app(context.args or ["--help"], prog_name="telepraxis signing-keys")


@app.command()
def verify(
    presented: Annotated[str, typer.Argument(help="A code, its link, a file that holds one, a signed PDF, or -.")],
    kind: Annotated[str, typer.Option(help="What the code is to be.")] = "prescription",
    keys: Annotated[list[Path] | None, typer.Option(help="A key set of another installation that you trust.")] = None,
    data: Data = None,
) -> None:
    """Say whether a code or a PDF is genuine, who signed it, and what it says."""
    from telepraxis.server import signing_commands

    with _plain_words(), _at_work(data):
        raise typer.Exit(0 if signing_commands.verify(presented, kind=kind, key_sets=keys or [], say=_say) else 1)


@app.command()
def files(deed: Annotated[str, typer.Argument(help="rewrap: close every stored file with the current key.")],
          data: Data = None) -> None:  # fmt: skip
    """Look after stored files: `rewrap` after a rotation of keys."""
    if deed != "rewrap":
        raise typer.BadParameter("The one thing to do with files is: rewrap.")
    with _plain_words(), _at_work(data):
        from telepraxis.base.files import rewrap

        result = rewrap()
        _say(f"{result.done} files closed with the current key; {result.already} were so already.")
        for digest in result.failed:
            typer.echo(f"Could not be opened: {digest}. Key or bytes are missing: docs/guides/keys.md.", err=True)
        raise typer.Exit(1 if result.failed else 0)


def _run(mode: str, data: Path | None, options, when_ready, backups: Path | None = None) -> None:
    from telepraxis.server import running
    from telepraxis.server.backup import places
    from telepraxis.server.installation import Installation

    if backups:
        os.environ[places.ENVIRONMENT] = str(backups.expanduser().absolute())
    with _plain_words():
        installation = Installation.at(data, mode)
        running.run(installation, options, say=_say, when_ready=lambda url: when_ready(installation, url))


def _found(data: Path | None):
    """Return the installation as it is; nothing is started."""
    from telepraxis.server.installation import Installation

    installation = Installation.at(data, "production")
    installation.recall()
    return installation


@contextmanager
def _at_work(data: Path | None) -> Iterator[None]:
    """Have Django and a migrated database at hand, whether or not the platform runs."""
    from telepraxis.server import prepare

    installation = _found(data)
    with installation.database_running():
        _django(installation)
        if not prepare.mark_of_database(installation.owner.url):
            prepare.main()
        yield


def _django(installation) -> None:
    """Set Django up in this process, for this installation."""
    import django

    os.environ.update(installation.environment())
    django.setup()


def _say(text: str) -> None:
    typer.echo(text)
    sys.stdout.flush()


class _plain_words:
    """Turn what a person can mend into its text and exit code 1; anything else is our mistake and shows itself."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind, problem, traceback) -> None:
        from telepraxis.server.people_commands import Refused
        from telepraxis.server.trouble import TROUBLE

        if isinstance(problem, (*TROUBLE, Refused)):
            typer.echo(f"Telepraxis: {problem}", err=True)
            raise typer.Exit(1) from None


def main() -> None:
    app()
