"""The `telepraxis` command. Each command loads what it needs when it is called, so that help comes at once."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from telepraxis.server import catalogue_cli
from telepraxis.server.command_line import Data, at_work, django_of, found, plain_words, say

app = typer.Typer(
    name="telepraxis",
    help="Telemedicine for one doctor or a network of hospitals.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

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
    _run("production", data, options, backups=backups, when_ready=lambda installation, url: say(f"Ready: {url}"))


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
            say(line)
        if not no_browser and sys.stdout.isatty():
            running.open_in_browser(url)

    _run("demo", data, Options(port=port or running.free_port(8000), lan=lan), when_ready, backups)


@app.command(hidden=True)
def dev(data: Data = None, port: Port = None) -> None:
    """Run for development (bin/dev): begin again whenever a source file changes; mail goes to the sink."""
    from telepraxis.server import running
    from telepraxis.server.tls.options import Options

    options = Options(port=port or running.free_port(8000))
    _run("development", data or Path("var/development"), options, lambda _, url: say(f"Ready: {url}"))


@app.command()
def doctor(data: Data = None) -> None:
    """Look at everything: what is installed, what is missing or ill, and what to do about it."""
    with plain_words():
        installation = found(data)
        django_of(installation)
        from telepraxis.server.doctor.command import main as look

        raise typer.Exit(look())


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the database up to date without serving anybody."""
    with plain_words(), at_work(data):
        from telepraxis.server import prepare

        prepare.main()


@app.command()
def upgrade(
    no_backup: Annotated[bool, typer.Option("--no-backup", help="Without a backup before.")] = False,
    data: Data = None,
) -> None:
    """After a newer version was installed: migrate and renew what runs, with nobody turned away."""
    from telepraxis.server import upgrade as upgrading

    with plain_words():
        upgrading.upgrade(found(data), with_backup=not no_backup, say=say)


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
    with plain_words(), at_work(data):
        from telepraxis.server import people_commands

        say(people_commands.create_organization(
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
    with plain_words(), at_work(data):
        from telepraxis.server import people_commands

        say(people_commands.create_staff(
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
    with plain_words(), at_work(data):
        from telepraxis.server import app_commands

        say(app_commands.add_backend_service(
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
    with plain_words(), at_work(data):
        from telepraxis.server import exchange_commands

        if not exchange_commands.import_records(
            path, organization=organization, source=source, reports=report, on_conflict=on_conflict,
            processes=processes, say=say,
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
    with plain_words(), at_work(data):
        from telepraxis.server import exchange_commands

        exchange_commands.export_records(to, organization=organization, patient=patient, say=say)


@app.command("way-out")
def way_out(
    organization: Organization,
    to: Annotated[Path, typer.Option("--to", help="A new folder.")],
    data: Data = None,
) -> None:
    """Write everything a practice has into open files: records, history, appointments, files, audit, people."""
    with plain_words(), at_work(data):
        from telepraxis.server import exchange_commands

        exchange_commands.leave(to, organization=organization, say=say)


@app.command("way-in")
def way_in(
    folder: Annotated[Path, typer.Argument(help="A folder that `way-out` has written.")],
    invite: Annotated[bool, typer.Option(help="Mail the staff their way in.")] = True,
    data: Data = None,
) -> None:
    """Bring a practice in that left another installation; its people come in anew, nothing is ever written over."""
    with plain_words(), at_work(data):
        from telepraxis.server import exchange_commands

        exchange_commands.arrive(folder, invite=invite, say=say)


app.add_typer(catalogue_cli.terminology, name="terminology")
app.add_typer(catalogue_cli.formulary, name="formulary")
app.add_typer(catalogue_cli.growth, name="growth")


@app.command("install-service", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def install_service(
    context: typer.Context,
    show: Annotated[bool, typer.Option("--print", help="Only show the unit.")] = False,
    data: Data = None,
) -> None:
    """Have systemd run the platform from now on; further options are those of `up`."""
    from telepraxis.server import service

    with plain_words():
        text = service.unit(data, context.args)
        say(text if show else service.install(text))


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

    with plain_words():
        installation = found(data)
        if show:
            commands.list_archives(installation, to, say=say)
        elif send:
            commands.send(installation, to, say=say)
        elif prove:
            commands.prove(installation, to, sheet, say=say)
        else:
            commands.back_up(installation, to, say=say)


@app.command()
def restore(
    archive: Annotated[str, typer.Argument(help="An archive, or a whole backup home: its newest. Or s3://...")],
    data: Annotated[Path, typer.Option("--data", help="The new data home.")],
    sheet: Annotated[Path, typer.Option("--keys", help="The key sheet, or a copy of keys.json.")],
    until: Annotated[str | None, typer.Option(help="A moment: 2026-11-25T14:05:00+01:00.", show_default=False)] = None,
) -> None:
    """Bring a backup back on a bare machine, into a new data home; nothing is ever restored over data."""
    from telepraxis.server.backup import commands

    with plain_words():
        commands.restore(archive, data=data, sheet=sheet, until=until, say=say)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def keys(context: typer.Context, data: Data = None) -> None:
    """Show, rotate or print the keys: show, rotate [RING], forget RING KEY, sheet --to FILE."""
    from telepraxis.server import keys_command

    with plain_words():
        django_of(found(data))
        keys_command.app(context.args or ["--help"], prog_name="telepraxis keys")


@app.command("signing-keys", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def signing_keys(context: typer.Context, data: Data = None) -> None:
    """Keys that practices sign with: list, rotate, revoke KID, import FILE, page --to FILE, of --organization NAME."""
    from telepraxis.server import signing_commands

    with plain_words(), at_work(data):
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

    with plain_words(), at_work(data):
        raise typer.Exit(0 if signing_commands.verify(presented, kind=kind, key_sets=keys or [], say=say) else 1)


@app.command()
def files(deed: Annotated[str, typer.Argument(help="rewrap: close every stored file with the current key.")],
          data: Data = None) -> None:  # fmt: skip
    """Look after stored files: `rewrap` after a rotation of keys."""
    if deed != "rewrap":
        raise typer.BadParameter("The one thing to do with files is: rewrap.")
    with plain_words(), at_work(data):
        from telepraxis.base.files import rewrap

        result = rewrap()
        say(f"{result.done} files closed with the current key; {result.already} were so already.")
        for digest in result.failed:
            typer.echo(f"Could not be opened: {digest}. Key or bytes are missing: docs/guides/keys.md.", err=True)
        raise typer.Exit(1 if result.failed else 0)


def _run(mode: str, data: Path | None, options, when_ready, backups: Path | None = None) -> None:
    from telepraxis.server import running
    from telepraxis.server.backup import places
    from telepraxis.server.installation import Installation

    if backups:
        os.environ[places.ENVIRONMENT] = str(backups.expanduser().absolute())
    with plain_words():
        installation = Installation.at(data, mode)
        running.run(installation, options, say=say, when_ready=lambda url: when_ready(installation, url))


def main() -> None:
    app()
