"""The one statement that looks among all offers. Private to `finding`."""

NEAREST, CHEAPEST = "nearest", "cheapest"

# One row for each pharmacy that has something of the basket: which lines (bits), what they cost, how far it is. Of a
# line what was asked for counts first, what is the same only where that is not there. Those that are `limit` best, and
# for each set of lines the best, from which a split is made. Offers are read from an index that holds all it takes: the
# rows of one product lie as far apart as pharmacies do.
SEARCH = """
WITH wanted AS (
    SELECT g.line, p.id AS product, g.quantity, g.is_other
    FROM unnest(%(lines)s::int[], %(systems)s::text[], %(codes)s::text[], %(counted)s::text[],
                %(quantities)s::numeric[], %(others)s::bool[]) AS g(line, system, code, counted_in, quantity, is_other)
    JOIN storefronts_product p ON p.system = g.system AND p.code = g.code
        AND (g.counted_in = '' OR p.counted_in = g.counted_in)
), around AS MATERIALIZED (
    SELECT * FROM (
        SELECT s.id, {distance} AS km
        FROM storefronts_storefront s
        WHERE s.closed_at IS NULL AND (s.heard_by IS NULL OR s.heard_by = %(organization)s) {conditions}
    ) each {within}
){billed}, in_stock AS (
    SELECT o.storefront_id, w.line, bool_or(NOT w.is_other) AS is_exact,
           min({cost}) FILTER (WHERE NOT w.is_other) AS exact_cost,
           min({cost}) FILTER (WHERE w.is_other) AS other_cost,
           min(o.currency) AS currency, max(o.currency) AS other_currency
    FROM wanted w JOIN storefronts_offer o ON o.product_id = w.product AND o.free >= w.quantity
        JOIN around a ON a.id = o.storefront_id {terms}
    GROUP BY o.storefront_id, w.line
), places AS (
    SELECT h.storefront_id, a.km, count(*) AS lines, bit_or(1::bigint << h.line) AS mask,
           CASE WHEN count(*) = count(CASE WHEN is_exact THEN exact_cost ELSE other_cost END)
                     AND min(h.currency) = max(h.other_currency)
                THEN sum(CASE WHEN is_exact THEN exact_cost ELSE other_cost END) END AS total
    FROM in_stock h JOIN around a ON a.id = h.storefront_id
    GROUP BY h.storefront_id, a.km
), ranked AS (
    SELECT *, row_number() OVER (ORDER BY lines DESC, {order}) AS place,
           row_number() OVER (PARTITION BY mask ORDER BY {order}) AS in_mask
    FROM places
)
SELECT storefront_id, km, mask, total, place <= %(limit)s FROM ranked
WHERE place <= %(limit)s OR in_mask = 1 ORDER BY place
"""
SHELF = "round(o.price_minor * w.quantity / o.per)"
# With a plan a line costs what patient_part.py says, in SQL. What is otherwise is looked up once for each product that
# is wanted, and then hashed; the offers are read as without a plan. Of a common table expression the planner believes
# that it is small: two of them joined were read against each other, four million times for two thousand pharmacies.
BILLED = """, billed AS MATERIALIZED (
    SELECT id, storefront_id, currency, percent, copay_minor, at_least_minor, at_most_minor
    FROM storefronts_plan WHERE key = %(plan)s AND ended_at IS NULL
), otherwise AS MATERIALIZED (
    SELECT each.product, x.plan_id, x.is_covered, x.percent, x.copay_minor, x.at_least_minor, x.at_most_minor
    FROM (SELECT DISTINCT product FROM wanted) each JOIN storefronts_product p ON p.id = each.product
        JOIN storefronts_planexception x ON x.code = p.code AND x.system = p.system
        JOIN storefronts_plan q ON q.id = x.plan_id AND q.key = %(plan)s AND q.ended_at IS NULL
)"""
TERMS = f"""
        LEFT JOIN billed b ON b.storefront_id = o.storefront_id AND b.currency = o.currency
        LEFT JOIN otherwise x ON x.plan_id = b.id AND x.product = w.product
        CROSS JOIN LATERAL (SELECT {SHELF} AS shelf) s
        CROSS JOIN LATERAL (
            SELECT CASE WHEN x.plan_id IS NOT NULL THEN x.copay_minor ELSE b.copay_minor END AS copay,
                   CASE WHEN x.plan_id IS NOT NULL THEN x.percent ELSE b.percent END AS percent,
                   CASE WHEN x.plan_id IS NOT NULL THEN x.at_least_minor ELSE b.at_least_minor END AS least,
                   CASE WHEN x.plan_id IS NOT NULL THEN x.at_most_minor ELSE b.at_most_minor END AS most,
                   b.id IS NOT NULL AND coalesce(x.is_covered, true) AS is_covered
        ) t"""
PAID = """CASE WHEN s.shelf IS NULL OR NOT t.is_covered THEN s.shelf ELSE least(
    s.shelf, t.most, greatest(coalesce(t.copay, floor(s.shelf * t.percent / 100)), t.least)
) END"""
DISTANCE = """2 * 6371.0088 * asin(sqrt(least(1, power(sin(radians(s.latitude - %(latitude)s) / 2), 2)
    + cos(radians(%(latitude)s)) * cos(radians(s.latitude))
    * power(sin(radians(s.longitude - %(longitude)s) / 2), 2))))"""
IS_OPEN = """ AND NOT (%(open_at)s AT TIME ZONE s.time_zone)::date = ANY(s.closed_on) AND EXISTS (
    SELECT FROM unnest(s.opens, s.closes) AS t(opens, closes),
        LATERAL (SELECT %(open_at)s AT TIME ZONE s.time_zone AS at) local,
        LATERAL (SELECT (extract(isodow FROM local.at) - 1) * 1440 + extract(hour FROM local.at) * 60
                        + extract(minute FROM local.at) AS minute) m
    WHERE m.minute >= t.opens AND m.minute < t.closes OR m.minute + 10080 < t.closes
)"""
BLOCKED = """ AND NOT EXISTS (
    SELECT FROM mailbox_partner p
    WHERE p.organization_id = %(organization)s AND p.whose = s.pharmacy AND p.blocked_at IS NOT NULL
)"""
ORDERS = {NEAREST: "km, total, storefront_id", CHEAPEST: "total NULLS LAST, km, storefront_id"}
