"""What the models look like between two migrations, without making anew what has not changed.

Django makes a model's class anew with all that are related to it, by however many steps. Here nearly every table leads
to its organization, so that a first migration made 18,000 classes for 300 tables and took four fifths of its time for
that. A new model changes no other, and neither do an index, a constraint or a new field. What leads to a model that
got a field goes on leading to its former class, which has the same table and key: enough for every change of tables,
and the classes are made anew, all of them once, before a migration works with rows.
"""

from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState


class LeanState(ProjectState):
    """The state of all models; the classes of a state are made once it is asked for them."""

    def add_model(self, model_state: ModelState) -> None:
        key = model_state.app_label, model_state.name_lower
        self.models[key] = model_state
        if self._relations is not None:
            self.resolve_model_relations(key)
        if "apps" in self.__dict__:
            self.apps.render_multiple([model_state])

    def add_field(self, app_label, model_name, name, field, preserve_default) -> None:
        apps = self.__dict__.pop("apps", None)  # Django would make anew whatever is related, however far
        super().add_field(app_label, model_name, name, field, preserve_default)
        if apps is not None:
            self.apps = apps
            self.reload_model(app_label, model_name, delay=True)

    def reload_model(self, app_label, model_name, delay=False) -> None:
        if "apps" not in self.__dict__:
            return
        if delay:
            self.is_delayed = True
            self._reload({(app_label, model_name)})
        else:
            self.clear_delayed_apps_cache()
            super().reload_model(app_label, model_name)

    def _append_option(self, app_label: str, model_name: str, option_name: str, obj) -> None:
        self._put_option(app_label, model_name, option_name, lambda there: [*there, obj])

    def _remove_option(self, app_label: str, model_name: str, option_name: str, obj_name: str) -> None:
        self._put_option(
            app_label, model_name, option_name, lambda there: [each for each in there if each.name != obj_name]
        )

    def _put_option(self, app_label: str, model_name: str, option_name: str, changed) -> None:
        """Set a model's indexes or constraints, in the class that stands for it as well."""
        options = self.models[app_label, model_name].options
        options[option_name] = changed(options[option_name])
        if "apps" in self.__dict__:
            setattr(self.apps.all_models[app_label][model_name]._meta, option_name, list(options[option_name]))

    def clone(self) -> "LeanState":
        return _lean(super().clone())


def _lean(state: ProjectState) -> LeanState:
    lean = LeanState(state.models, state.real_apps)
    lean.is_delayed = state.is_delayed
    if "apps" in state.__dict__:
        lean.apps = state.apps
    return lean


class LeanExecutor(MigrationExecutor):
    """Django's executor, on lean states."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> LeanState:
        return _lean(super()._create_project_state(with_applied_migrations))


def migrate_all() -> None:
    """Do all migrations that are pending, as the owner of the tables."""
    from django.core.management import call_command

    executor = LeanExecutor(connections["owner"])
    executor.migrate(executor.loader.graph.leaf_nodes())
    call_command("migrate", database="owner", interactive=False, verbosity=0)  # what Django does once all are done
