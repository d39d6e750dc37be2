-- The order in force (plan/kept.h): when and by whom a task is done in it, and of what standing it was then.
ALTER TABLE planned_task ADD COLUMN force_end @int;
ALTER TABLE planned_task ADD COLUMN force_member @id;
ALTER TABLE planned_task ADD COLUMN standing @int;
