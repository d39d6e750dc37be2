/* Every resource there is, in the order in which they depend on each other: what a field refers to comes before (but
 * for what refers to itself). Export, import and `aplomb move` go in this order. */
#pragma once

/* Once, at the start of the process, before any database is opened. */
void registry_start(void);
