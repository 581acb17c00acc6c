from django.db import migrations

from telepraxis.base.audit.operations import audited
from telepraxis.base.tenancy import operations
from telepraxis.commons.questionnaires.operations import same_organization_as_resource

REFERENCES = {
    "asked": {
        "patient_id": "record_patient",
        "practitioner_id": "record_practitioner",
    },
    "answered": {
        "patient_id": "record_patient",
        "owner_id": "record_practitioner",
        "score_id": "record_observation",
    },
}


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0001_initial"),
        ("questionnaires", "0002_walls"),
        ("encounters", "0003_rooming"),
        ("audit", "0002_walls"),
        ("record", "0010_labels"),
    ]

    operations = [
        *(step for table in ("asked", "draft", "answered") for step in operations.guard(f"assessments_{table}")),
        *(step for table in ("asked", "draft", "answered") for step in audited(f"assessments_{table}")),
        *(
            step
            for table, columns in REFERENCES.items()
            for column, target in columns.items()
            for step in operations.composite_foreign_key(f"assessments_{table}", column, target, "uid")
        ),
        *same_organization_as_resource("assessments_asked", "form_id", "response_id"),
        *same_organization_as_resource("assessments_answered", "response_id"),
        *operations.composite_foreign_key("assessments_asked", "visit_id", "encounters_visit"),
        *operations.composite_foreign_key("assessments_draft", "asked_id", "assessments_asked"),
    ]
