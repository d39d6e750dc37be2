-- The plan is rewritten where it changes: its statistics follow sooner than usual.
ALTER TABLE planned_task SET (autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE planned_block SET (autovacuum_analyze_scale_factor = 0.02);
