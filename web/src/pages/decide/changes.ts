// Changes that can be tried: what each says, and what a builder asks for. Names come from the store; tasks that are not there are
// fetched by names.svelte.ts.
import type { Change, ChangeKind } from '$/api/plan.ts';
import type { Id } from '$/api/types.ts';
import { durationText, i18n, percentText, t } from '$/i18n/index.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import type { IconName } from '$/ui/Icon.svelte';
import { dayInside } from './days.ts';
import { taskTitle } from './names.svelte.ts';

export const changeIcons: Record<ChangeKind, IconName> = {
    due: 'calendar', start: 'right', assign: 'user', split: 'users', estimate: 'clock', pin: 'pin', away: 'out', overtime: 'plus', share: 'pie',
    add_project: 'project', hold: 'pause', dependency: 'link',
};

const member = (id: Id) => store.members.get(id)?.name ?? t('plan.somebody');
const project = (id: Id) => store.projects.get(id)?.name ?? t('plan.a_project');
const client = (id: Id) => store.clients.get(id)?.name ?? t('plan.a_client');
const range = (first: string, last: string) => (first === last ? dayInside(first) : t('plan.range', { first: dayInside(first), last: dayInside(last) }));
export const listText = (parts: string[]) => new Intl.ListFormat(i18n.locale, { type: 'conjunction' }).format(parts);

/** One change in words. */
export function changeText(change: Change): string {
    switch (change.kind) {
        case 'due': {
            const what = change.task ? taskTitle(change.task) : project(change.project ?? '');
            return change.due ? t(change.hard ? 'change.due_hard' : 'change.due', { what, day: dayInside(change.due) }) : t('change.due_none', { what });
        }
        case 'start':
            return change.start ? t('change.start', { what: taskTitle(change.task), day: dayInside(change.start) }) : t('change.start_none', { what: taskTitle(change.task) });
        case 'assign':
            return t('change.assign', { what: taskTitle(change.task), who: member(change.member) });
        case 'split':
            return t('change.split', { what: taskTitle(change.task), who: listText(change.members.map(member)) });
        case 'estimate':
            return t('change.estimate', { what: taskTitle(change.task), effort: durationText(change.minutes) });
        case 'pin':
            return t(change.pinned ? 'change.pin' : 'change.unpin', { what: taskTitle(change.task) });
        case 'away':
            return t('change.away', { who: member(change.member), when: range(change.first, change.last) });
        case 'overtime':
            return t('change.overtime', { who: member(change.member), effort: durationText(change.day_min), when: range(change.first, change.last) });
        case 'share':
            return change.percent === null ? t('change.share_none', { who: client(change.client) }) : t('change.share', { who: client(change.client), share: percentText(change.percent / 100) });
        case 'add_project':
            return t('change.add_project', { what: change.name, who: client(change.client), day: dayInside(change.start) });
        case 'hold':
            return t('change.hold', { what: project(change.project) });
        case 'dependency':
            return t('change.dependency', { what: taskTitle(change.task), other: taskTitle(change.predecessor) });
    }
}
