-- Which days are worked on. Filled when the warehouse is prepared (pipelines/working_days.py), never by a query.
CREATE SCHEMA IF NOT EXISTS calendar;

-- grain: day. working_day_number: the working days up to and including the day, so that the day n working days after
-- another is the working day whose number is n higher. status: published, or unpublished where the State Council's
-- arrangement of the year is not known; unpublished_count: the days of that kind up to and including the day.
CREATE TABLE IF NOT EXISTS calendar.working_day (
    day DATE NOT NULL,
    is_working BOOLEAN NOT NULL,
    working_day_number INTEGER NOT NULL,
    unpublished_count INTEGER NOT NULL,
    status TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: content_sha256, one row. What the table above was filled from; it is filled anew when this changes.
CREATE TABLE IF NOT EXISTS calendar.filled (content_sha256 TEXT NOT NULL);
