"""Commands that bring in what others publish: code systems, catalogues of medicines, tables of growth."""

from pathlib import Path
from typing import Annotated

import typer

from telepraxis.server.command_line import Data, at_work, plain_words, say

terminology = typer.Typer(no_args_is_help=True, help="Code systems: load an official edition, see which are in force.")


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
    with plain_words(), at_work(data):
        from telepraxis.server import terminology_commands

        terminology_commands.load(path, system=system, kinds=kind or [], edition=edition, licence=licence, say=say)


@terminology.command("list")
def list_terminology(data: Data = None) -> None:
    """Tell which editions are in force, with sources and licences."""
    with plain_words(), at_work(data):
        from telepraxis.server import terminology_commands

        terminology_commands.show(say)


formulary = typer.Typer(no_args_is_help=True, help="Medicines: load a catalogue to prescribe from, see which are.")


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
    with plain_words(), at_work(data):
        from telepraxis.server import formulary_commands

        formulary_commands.load(
            path, format=format, system=system, jurisdiction=jurisdiction, edition=edition, licence=licence, say=say
        )


@formulary.command("list")
def list_formulary(data: Data = None) -> None:
    """Tell which catalogues of medicines are in force, and what their loading changed."""
    with plain_words(), at_work(data):
        from telepraxis.server import formulary_commands

        formulary_commands.show(say)


growth = typer.Typer(no_args_is_help=True, help="Growth of children: load tables of percentiles, see which there are.")


@growth.command("load")
def load_growth(
    paths: Annotated[list[Path], typer.Argument(help="CDC's CSV files (wtage.csv ...), or a zip that holds them.")],
    measure: Annotated[str, typer.Option(help="weight, height, head or bmi, where the name does not say it.")] = "",
    source: Annotated[str, typer.Option(help="Whose table it is; else CDC 2000.", show_default=False)] = "",
    data: Data = None,
) -> None:
    """Bring tables of growth in: columns Sex, Agemos, L, M and S."""
    with plain_words(), at_work(data):
        from telepraxis.server import growth_commands

        growth_commands.load(paths, measure=measure, source=source, say=say)


@growth.command("list")
def list_growth(data: Data = None) -> None:
    """Tell which tables of growth are loaded, and whose they are."""
    with plain_words(), at_work(data):
        from telepraxis.server import growth_commands

        growth_commands.show(say)
