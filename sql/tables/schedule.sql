-- When things were done and when they are due, told by days: nothing here is read by a computation.
CREATE SCHEMA IF NOT EXISTS schedule;

-- grain: day, position. A night: the day whose deliveries it brought in, and up to which batch all was settled then. A night
-- that is repeated and finds more is told again.
CREATE TABLE IF NOT EXISTS schedule.night (
    day DATE NOT NULL,
    position INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    PRIMARY KEY (day, position)
);

-- grain: source, day. The delivery of a day by a source that is expected to deliver (expected in sources/*.yaml), once it is in.
CREATE TABLE IF NOT EXISTS schedule.delivered (
    source TEXT NOT NULL,
    day DATE NOT NULL,
    source_file TEXT NOT NULL,
    PRIMARY KEY (source, day)
);

-- grain: kind, subject, position. What came to be due, on the day of which run of the night, and why: a quarter or a year (complete,
-- minimum, deadline, or returned once corrected data had come), a confirmation (publicity_over; the subject is the run).
-- gaps: what was still missing then. announced_by: the run of the night that announced it.
CREATE TABLE IF NOT EXISTS schedule.due (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    position INTEGER NOT NULL,
    due_on DATE NOT NULL,
    reason TEXT NOT NULL,
    run_id TEXT,
    gap_count INTEGER NOT NULL,
    gaps TEXT,
    announced_by TEXT NOT NULL,
    PRIMARY KEY (kind, subject, position)
);
