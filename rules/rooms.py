"""import-linter contract: the back rooms of a room open only from inside it."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PrivateRooms(Contract):
    """Modules named in `private` are imported only from their own room, or by `allowed_importers`.

    `open` lists modules that are doors although they bear such a name.
    """

    type_name = "rooms"
    private = fields.ListField(subfield=fields.StringField())
    open = fields.ListField(subfield=fields.StringField(), required=False)
    allowed_importers = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = [
            (importer, module)
            for module in sorted(graph.modules)
            if self._is_back_room(module)
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if not _within(importer, module.rpartition(".")[0]) and not self._is_allowed(importer)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, module in check.metadata["broken"]:
            output.print_error(f"{importer} reaches into {module}: ask its verbs, queries or events instead.")

    def _is_back_room(self, module: str) -> bool:
        room, _, name = module.rpartition(".")
        if module in (self.open or []):
            return False
        return name in self.private and room.count(".") >= 2  # telepraxis.floor.room: a room may be called fhir itself

    def _is_allowed(self, importer: str) -> bool:
        return any(_within(importer, allowed) for allowed in self.allowed_importers or [])


def _within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
