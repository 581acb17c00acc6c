from django.db import migrations

from telepraxis.base.tenancy import operations

# A bounce names only its mail; which organization to serve is asked before any is served. It tells nothing else.
ORGANIZATION_OF_MAIL = """
CREATE FUNCTION organization_of_mail(mail uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public
AS $$ SELECT organization_id FROM public.notify_outgoingmail WHERE id = mail $$;
"""


class Migration(migrations.Migration):
    dependencies = [("notify", "0001_initial"), ("procrastinate", "__first__")]

    operations = [
        *operations.guard("notify_outgoingmail"),
        *operations.composite_foreign_key("notify_outgoingmail", "patient_id", "record_patient", "uid"),
        migrations.RunSQL(ORGANIZATION_OF_MAIL, "DROP FUNCTION organization_of_mail(uuid)"),
    ]
