"""Tracking values as Odoo would have written them, made by SQL."""

import resource

from common import databases

KIBIBYTE = 1024


def add_tracking(database, count):
    """Add ``count`` tracked changes of stage, spread over the leads and the last year."""
    databases.sql(
        database,
        """
        WITH field AS (
            SELECT id FROM ir_model_fields WHERE model = 'crm.lead' AND name = 'stage_id'
        ), stages AS (
            SELECT ARRAY_AGG(id ORDER BY sequence, id) AS ids FROM crm_stage
        ), bounds AS (
            SELECT MIN(id) AS first, MAX(id) - MIN(id) + 1 AS span FROM crm_lead
        ), message AS (
            INSERT INTO mail_message (model, res_id, date, message_type, create_uid)
            SELECT 'crm.lead', bounds.first + number %% bounds.span,
                   NOW() - INTERVAL '1 year' * (1 - number / %s::float8), 'notification', 1
              FROM GENERATE_SERIES(1, %s) AS number, bounds
         RETURNING id
        )
        INSERT INTO mail_tracking_value (field_id, mail_message_id, old_value_integer,
                                         new_value_integer, create_uid, create_date)
        SELECT field.id, message.id, stages.ids[1 + message.id %% 3],
               stages.ids[1 + (message.id + 1) %% 3], 1, NOW()
          FROM message, field, stages
        """,
        count,
        count,
    )
    databases.vacuum(database, "")


def get_peak_memory():
    """Return the peak memory of this process so far, for the reader."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBIBYTE
    return f"{peak / 2**20:,.0f} MiB"
