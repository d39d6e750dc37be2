-- Finished work of which both is known, how long it should have taken and how long it took: what the forecast learns from.
CREATE INDEX task_history ON task (ws, completed, id) WHERE deleted IS NULL AND category = 'done' AND estimate_min > 0 AND spent_min > 0;
-- Of open work: how long such work took beside its estimate, per mille, and how many tasks say so.
ALTER TABLE planned_task ADD COLUMN bias @int;
ALTER TABLE planned_task ADD COLUMN bias_tasks @int;
