-- Exact arithmetic, and the only place that rounds. Nothing passes through floating point.

-- x as a whole number of millionths.
CREATE OR REPLACE MACRO micro(x) AS CAST(CAST(x AS DECIMAL(38, 6)) * 1000000 AS HUGEINT);
