from django.db import migrations, models

# For rows of rooms that repeat what a document says, or lead to its bytes: they are closed with it.
OPEN = """
CREATE FUNCTION document_is_open(its_uid uuid) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 1 SET search_path = public, pg_temp AS $$
DECLARE found record_labelled;
BEGIN
    SELECT * INTO found FROM record_labelled one
    WHERE one.organization_id = current_organization() AND one.uid = its_uid;
    IF found.labels IS NULL OR found.labels = 0 THEN
        RETURN true;
    END IF;
    RETURN found.labels & ~current_clearance() = 0 OR is_opened(found.uid, found.patient_id, found.labels);
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0013_justified'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='labelled',
            index=models.Index(fields=['organization_id', 'uid'], name='labelled_by_uid'),
        ),
        migrations.RunSQL(OPEN, "DROP FUNCTION document_is_open(uuid);"),
    ]
