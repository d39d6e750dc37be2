-- What SQLite's planner believes about the tables of planning; see 0003-statistics.sqlite.sql. An index without a line here
-- passes for one that finds ten rows.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('task', 'task_open', '300000 300000 1'),
  ('skill', 'sqlite_autoindex_skill_1', '100 100 1'),
  ('equipment', 'sqlite_autoindex_equipment_1', '50 50 1'),
  ('allocation', 'sqlite_autoindex_allocation_1', '2000 2000 1'),
  ('allocation', 'allocation_project', '2000 2000 2'),
  ('allocation', 'allocation_last', '2000 2000 5'),
  ('baseline', 'sqlite_autoindex_baseline_1', '2000 2000 1'),
  ('baseline', 'baseline_project', '2000 2000 2 1'),
  ('scenario', 'sqlite_autoindex_scenario_1', '500 500 1'),
  ('scenario', 'scenario_member', '500 500 5'),
  ('plan', 'sqlite_autoindex_plan_1', '1 1 1'),
  ('planner', 'sqlite_autoindex_planner_1', '1 1'),
  ('planned_task', 'sqlite_autoindex_planned_task_1', '100000 100000 1'),
  ('planned_task', 'planned_task_project', '100000 100000 100'),
  ('planned_block', 'sqlite_autoindex_planned_block_1', '50000 50000 250 1'),
  ('planned_block', 'planned_block_task', '50000 50000 3 1'),
  ('planned_finding', 'sqlite_autoindex_planned_finding_1', '1000 1000 1');
ANALYZE sqlite_schema;
