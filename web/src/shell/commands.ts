// Every command of the palette: what it is called, its keys, when it is offered.
import type { Task } from '$/api/types.ts';
import { deleteTasks, duplicateTask, statusesOf, setStatus, toggleDone } from '$/actions/tasks.ts';
import { update } from '$/actions/rows.ts';
import { stopTimer, toggleTimer } from '$/time/timer.ts';
import { runningEntry } from '$/state/running.ts';
import { i18n, languageNames, languages, t } from '$/i18n/index.svelte.ts';
import { pages } from '$/pages/registry.ts';
import { navigate, openTask, route } from '$/router.svelte.ts';
import { edits } from '$/state/edits.svelte.ts';
import { focus, session } from '$/state/session.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import type { IconName } from '$/ui/Icon.svelte';
import { here, pathOf, setLook } from '$/views/place.svelte.ts';
import { dialogs } from './dialogs.svelte.ts';
import { frame } from './frame.svelte.ts';

export interface Command {
    id: string;
    label: string;
    group: string;
    icon?: IconName;
    keys?: string;
    client?: string;
    /** more words to find it by */
    words?: string;
    run: () => void;
}

const PLAN_ICONS = { priorities: 'sort', conflicts: 'clash', workload: 'grid', shares: 'pie', scenarios: 'flask', gaps: 'info' } as const;

function taskCommands(task: Task): Command[] {
    const group = task.title;
    const command = (id: string, label: string, icon: IconName, run: () => void, keys?: string): Command => ({ id: `task-${id}`, label, group, icon, run, keys });
    return [
        command('done', t(task.category === 'done' ? 'action.reopen' : 'action.finish'), 'check', () => void toggleDone(task), 'X'),
        ...statusesOf(task.project).filter((s) => s.id !== task.status).map((s) => command(`status-${s.id}`, t('command.status', { status: s.name }), 'flag', () => void setStatus(task, s))),
        command('me', t('command.assign_me'), 'user', () => void update('tasks', task.id, { assignees: [...new Set([...task.assignees, session.memberId])] }, t('task.changed', { title: task.title }))),
        command('timer', t(runningEntry()?.task === task.id ? 'timer.stop' : 'timer.start'), runningEntry()?.task === task.id ? 'stop' : 'play', () => void toggleTimer(task.id), 'W'),
        command('move', t('action.move'), 'move', () => dialogs.show({ kind: 'move', tasks: [task] }), 'M'),
        command('duplicate', t('action.duplicate'), 'copy', () => void duplicateTask(task).then((id) => id && openTask(id))),
        command('copy', t('action.copy_link'), 'link', () => void navigator.clipboard?.writeText(`${location.origin}/t/${task.id}`)),
        command('delete', t('action.delete'), 'trash', () => void deleteTasks([task])),
    ];
}

export function commands(): Command[] {
    const at = here();
    const task = store.tasks.peek(route.task);
    const go = t('command.go'), make = t('command.make'), look = t('command.look'), me = t('command.me');
    const all: Command[] = [
        ...(task ? taskCommands(task) : []),
        { id: 'new-task', label: t('task.new'), group: make, icon: 'plus', keys: 'C', run: () => dialogs.show({ kind: 'task', defaults: { project: at?.project?.id, list: at?.list?.id } }) },
        ...(session.isManager ? [
            { id: 'new-project', label: t('project.new'), group: make, icon: 'project' as const, run: () => dialogs.show({ kind: 'project' as const, client: at?.client?.id }) },
            { id: 'new-client', label: t('client.new'), group: make, icon: 'users' as const, run: () => dialogs.show({ kind: 'client' as const }) },
        ] : []),
        { id: 'go-today', label: t('nav.today'), group: go, icon: 'today', keys: 'G T', run: () => navigate('/today') },
        { id: 'go-week', label: t('nav.week'), group: go, icon: 'calendar', keys: 'G W', run: () => navigate('/week') },
        { id: 'go-time', label: t('nav.time'), group: go, icon: 'sheet', keys: 'G H', run: () => navigate('/time') },
        { id: 'timer', label: t(runningEntry() ? 'timer.switch' : 'timer.start'), group: make, icon: 'play', keys: 'W', run: () => { frame.timer = true; } },
        ...(runningEntry() ? [{ id: 'timer-stop', label: t('timer.stop'), group: make, icon: 'stop' as const, keys: 'Shift W', run: () => void stopTimer() }] : []),
        { id: 'go-mine', label: t('nav.mine'), group: go, icon: 'user', keys: 'G M', run: () => navigate('/mine') },
        ...('portfolio' in pages ? [{ id: 'go-portfolio', label: t('nav.portfolio'), group: go, icon: 'portfolio' as const, keys: 'G P', run: () => navigate('/portfolio') }] : []),
        { id: 'go-everything', label: t('nav.everything'), group: go, icon: 'everything', keys: 'G E', run: () => navigate('/everything') },
        ...(['priorities', 'conflicts', 'workload', 'shares', 'scenarios', 'gaps'] as const).filter((p) => p !== 'shares' || session.isManager).map((p): Command => ({
            id: `go-${p}`, label: t(`nav.${p}`), group: go, icon: PLAN_ICONS[p], words: t('nav.plan'), run: () => navigate(`/${p}`),
        })),
        ...(['settings', 'import', 'trash'] as const).filter((p) => p in pages).map((p): Command => ({
            id: `go-${p}`, label: t(`nav.${p}`), group: go, icon: p === 'trash' ? 'trash' : p === 'import' ? 'upload' : 'settings', run: () => navigate(`/${p}`),
        })),
        ...store.clients.where((c) => !c.archived).map((c): Command => ({ id: `c-${c.id}`, label: c.name, group: t('nav.clients'), client: c.id, words: c.key, run: () => navigate(pathOf.client(c)) })),
        ...store.projects.where((p) => !p.archived).map((p): Command => ({ id: `p-${p.id}`, label: p.name, group: t('nav.projects'), client: p.client, words: store.clients.peek(p.client)?.name, run: () => navigate(pathOf.project(p)) })),
        ...store.views.where((v) => v.shared || v.member === session.memberId).map((v): Command => ({ id: `v-${v.id}`, label: v.name, group: t('nav.views'), icon: 'save', run: () => navigate(pathOf.view(v)) })),
    ];
    if (at) {
        all.push(
            { id: 'view-list', label: t('command.as_list'), group: look, icon: 'list', run: () => setLook(at, { kind: 'list' }) },
            { id: 'view-board', label: t('command.as_board'), group: look, icon: 'board', run: () => setLook(at, { kind: 'board' }) },
            { id: 'view-calendar', label: t('command.as_calendar'), group: look, icon: 'calendar', run: () => setLook(at, { kind: 'calendar' }) },
            { id: 'show-all', label: t('list.show_done'), group: look, icon: 'eye', run: () => setLook(at, { filter: '' }) },
        );
    }
    if (focus.client) all.push({ id: 'focus-end', label: t('focus.end_on', { client: focus.client.name }), group: look, icon: 'focus', run: () => focus.set(null) });
    else for (const c of store.clients.where((c) => !c.archived)) all.push({ id: `f-${c.id}`, label: t('focus.start', { client: c.name }), group: look, icon: 'focus', run: () => focus.set(c.id) });
    for (const theme of ['system', 'light', 'dark'] as const) all.push({ id: `theme-${theme}`, label: `${t('settings.theme')}: ${t(`theme.${theme}`)}`, group: me, icon: 'sun', run: () => void update('members', session.memberId, { theme }, t('settings.theme')) });
    for (const l of languages) if (l !== i18n.language) all.push({ id: `lang-${l}`, label: `${t('settings.language')}: ${languageNames[l]}`, group: me, icon: 'globe', run: () => { void session.useLocale(l); void update('members', session.memberId, { locale: l }, t('settings.language')); } });
    all.push(
        { id: 'undo', label: t('action.undo'), group: me, icon: 'undo', keys: 'Mod Z', run: () => void edits.undo() },
        { id: 'fold', label: t(frame.folded ? 'nav.unfold' : 'nav.fold'), group: me, icon: 'sidebar', keys: '[', run: () => frame.fold() },
        { id: 'keys', label: t('nav.keys'), group: me, icon: 'keyboard', keys: '?', run: () => dialogs.show({ kind: 'keys' }) },
        { id: 'out', label: t('sign_out.do'), group: me, icon: 'out', run: () => void session.signOut() },
    );
    return all;
}
