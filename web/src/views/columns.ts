// The columns that lists offer: the task's own and the workspace's custom fields ('cf:<id>').
import { t } from '$/i18n/index.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import { byRank } from '$/actions/tasks.ts';

export interface Column {
    id: string;
    label: string;
    width: number;
    align?: 'end';
}
const own: [string, number, 'end'?][] = [
    ['client', 44], ['project', 150], ['list', 130], ['status', 124], ['tags', 150], ['activity', 100], ['assignees', 104], ['priority', 104], ['start', 84],
    ['due', 108], ['finish', 96], ['p80', 96], ['agreed', 116], ['score', 76, 'end'], ['estimate', 84, 'end'], ['spent', 84, 'end'], ['updated', 104], ['created', 104],
];
export function columnOptions(): Column[] {
    const custom = store.custom_fields.where((f) => f.applies_to === 'task').sort(byRank);
    return [
        ...own.map(([id, width, align]) => ({ id, label: t(`column.${id}`), width, align })),
        ...custom.map((f) => ({
            id: `cf:${f.id}`, label: f.name, width: f.type === 'check' ? 70 : 120, align: (f.type === 'number' || f.type === 'money' ? 'end' : undefined) as 'end' | undefined,
        })),
    ];
}
/** Which go first where there is no room beside the title; custom fields before all of them. */
const SPARE = ['created', 'updated', 'score', 'agreed', 'finish', 'spent', 'activity', 'tags', 'start', 'project', 'list', 'estimate', 'status', 'priority', 'p80', 'assignees', 'due', 'client'];
const TITLE_LEAST = 300;
export function fitColumns(columns: Column[], width: number): Column[] {
    const left = [...columns];
    const taken = () => 42 + left.reduce((sum, c) => sum + c.width, 0);
    while (left.length && width - taken() < TITLE_LEAST) {
        const order = (c: Column) => SPARE.indexOf(c.id);
        const first = left.reduce((a, b) => (order(b) < order(a) ? b : a));
        left.splice(left.indexOf(first), 1);
    }
    return left;
}
export const sortOptions = () =>
    ['due', 'priority', 'title', 'start', 'estimate_min', 'status', 'updated', 'created', 'completed'].map((id) => ({ id, label: t(`sort.${id}`) }));
