// Imports: the sample files whole, counted against another reading of them (tests/data/import/count.py); the command and the API.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Asker, newWorkspace, root, run, settled, startServer } from './lib.mjs'

const data = (name) => join(root, 'tests/data/import', name)
const counted = JSON.parse(execFileSync('python3', [data('count.py')]))
const folder = mkdtempSync(join(tmpdir(), 'aplomb-import-'))
const files = { clickup: 'clickup-workspace.csv', trello: 'trello-board.json', jira: 'jira.csv' }

let w
before(async () => (w = await newWorkspace()))
after(() => {
  rmSync(folder, { recursive: true })
  return w.close()
})

/** Writes a file and runs the command on it: {status, report}. */
async function runImport(source, text, ...args) {
  const path = join(folder, `${source}-${Math.random()}.txt`)
  writeFileSync(path, text)
  const result = await run(w.place, ['import', source, path, '--json', ...args])
  return { ...result, report: result.stdout ? JSON.parse(result.stdout) : undefined }
}

const rows = async (path) => (await w.owner.must('GET', path)).items
const total = async (path) => (await w.owner.must('GET', `${path}${path.includes('?') ? '&' : '?'}limit=1&count=1`)).total
const seq = () => settled(w.owner)

async function all(path) {
  const found = []
  for (let cursor = ''; cursor !== null; ) {
    const page = await w.owner.must('GET', `${path}${path.includes('?') ? '&' : '?'}limit=1000${cursor && `&cursor=${cursor}`}`)
    found.push(...page.items)
    cursor = page.next
  }
  return found
}

async function until(id, ...states) {
  for (let i = 0; i < 600; i++) {
    const row = await w.owner.must('GET', `/imports/${id}`)
    if (states.includes(row.state)) return row
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('the import did not end')
}

const upload = (name, bytes, source = '') =>
  w.owner.must('PUT', `/imports/upload?source=${source}&name=${encodeURIComponent(name)}`, bytes)

test('a dry run says what would happen and changes nothing', async () => {
  const before = await seq()
  const result = await run(w.place, ['import', 'clickup', data(files.clickup), '--dry-run', '--json'])
  assert.equal(result.status, 0, result.stderr)
  const report = JSON.parse(result.stdout)
  assert.equal(report.dry_run, true)
  assert.equal(report.by_resource.task.created, counted.clickup.tasks)
  assert.equal(await seq(), before)
})

test('the ClickUp sample comes in whole through the API', async () => {
  const people = (await all('/members')).length
  const clients = await total('/clients')
  const row = await upload(files.clickup, readFileSync(data(files.clickup)))
  assert.equal(row.source, 'clickup', 'the tool is found out')
  assert.equal(row.state, 'uploaded')
  const before = await seq()
  const preview = await w.owner.must('POST', '/imports/preview', { import: row.id })
  assert.equal(preview.report.rows, counted.clickup.rows)
  assert.equal(preview.report.by_resource.task.created, counted.clickup.tasks)
  assert.deepEqual(preview.report.questions, [])
  assert.equal(preview.proposal.clients.length, counted.clickup.clients)
  assert.equal(preview.proposal.people.length, counted.clickup.people)
  assert.equal(preview.proposal.sample.length, 20)
  assert.equal(await seq(), before, 'a preview changes nothing')

  const started = await w.owner.post(`/imports/${row.id}/run`, {})
  assert.equal(started.status, 202, started.text)
  const done = await until(row.id, 'done', 'failed')
  assert.equal(done.state, 'done', JSON.stringify(done.report))
  assert.equal(done.done, done.total)
  assert.deepEqual(done.report.by_resource, preview.report.by_resource, 'the dry run told the truth')
  assert.deepEqual(done.report.skipped, [])

  const tasks = await all('/tasks')
  const c = counted.clickup
  assert.equal(tasks.length, c.tasks)
  assert.equal(tasks.filter((t) => t.parent).length, c.children)
  assert.equal(tasks.filter((t) => t.kind === 'milestone').length, c.milestones)
  assert.equal(tasks.filter((t) => t.due).length, c.due)
  assert.equal(tasks.filter((t) => t.due_min !== null).length, c.timed)
  assert.equal(tasks.filter((t) => t.estimate_min !== null).length, c.estimated)
  assert.equal(tasks.filter((t) => t.spent_min !== null).length, c.spent)
  assert.equal(tasks.reduce((n, t) => n + t.tags.length, 0), c.tags)
  assert.equal(tasks.reduce((n, t) => n + t.assignees.length, 0), c.assigned)
  assert.equal(tasks.reduce((n, t) => n + (t.checklists?.length ?? 0), 0), c.checklists)
  assert.equal(tasks.flatMap((t) => t.checklists ?? []).reduce((n, l) => n + l.items.length, 0), c.items)
  const titles = {}
  for (const t of tasks) titles[t.title] = (titles[t.title] ?? 0) + 1
  assert.deepEqual(titles, c.titles)
  assert.equal(await total('/clients'), clients + c.clients)
  assert.equal(await total('/projects'), c.projects)
  assert.equal(await total('/lists'), c.lists)
  assert.equal(await total('/comments'), c.comments)
  assert.equal(await total('/attachments'), c.attachments)
  const members = await all('/members')
  assert.equal(members.length, people + c.people)
  assert.equal(members.filter((m) => !m.active).length, c.people)
})

test('the same file again changes nothing at all', async () => {
  const before = await seq()
  const result = await run(w.place, ['import', 'clickup', data(files.clickup), '--json'])
  assert.equal(result.status, 0, result.stderr)
  const report = JSON.parse(result.stdout)
  assert.equal(report.created, 0)
  assert.equal(report.updated, 0)
  assert.equal(report.by_resource.task.unchanged, counted.clickup.tasks)
  assert.equal(await seq(), before, 'not one event')
})

test('the Trello and Jira samples come in whole from the command line', async () => {
  const fields = await total('/custom_fields')
  const trello = await run(w.place, ['import', 'trello', data(files.trello), '--json'])
  assert.equal(trello.status, 0, trello.stderr)
  const t = JSON.parse(trello.stdout).by_resource
  assert.equal(t.task.created, counted.trello.tasks)
  assert.equal(t.list.created, counted.trello.lists)
  assert.equal(t.custom_field.created, counted.trello.fields)
  assert.equal(await total('/custom_fields'), fields + counted.trello.fields)
  const [project] = await rows('/projects?filter=' + encodeURIComponent('name:"Project 100"'))
  const cards = await rows(`/tasks?filter=project:${project.id}`)
  assert.equal(cards.reduce((n, card) => n + Object.keys(card.custom).length, 0), counted.trello.values)
  assert.equal(cards.find((card) => card.title === 'Write code').created.slice(0, 10), '2020-12-05')

  const jira = await run(w.place, ['import', 'jira', data(files.jira), '--json', '--client', 'Garden Ltd'])
  assert.equal(jira.status, 0, jira.stderr)
  assert.equal(JSON.parse(jira.stdout).by_resource.task.created, counted.jira.tasks)
  const [client] = await rows('/clients?filter=' + encodeURIComponent('name:"Garden Ltd"'))
  assert.equal(await total(`/tasks?filter=client:${client.id}`), counted.jira.tasks)
})

test('what changed in the source is taken over, what changed here stays', async () => {
  const head = 'ID,Title,Notes,Due,Project\n'
  const first = await runImport('csv', head + '1,One,old,2026-03-01,Upkeep\n2,Two,old,2026-03-02,Upkeep\n')
  assert.equal(first.status, 0, first.stderr)
  const [project] = await rows('/projects?filter=name:Upkeep')
  const one = (await rows(`/tasks?filter=project:${project.id}`)).find((t) => t.title === 'One')
  await w.owner.must('PATCH', `/tasks/${one.id}`, { description: 'mine' })
  const second = await runImport('csv', head + '1,One,new,2026-04-01,Upkeep\n2,Two,old,2026-03-02,Upkeep\n3,Three,,,Upkeep\n')
  assert.equal(second.report.by_resource.task.created, 1)
  assert.equal(second.report.by_resource.task.updated, 1)
  assert.equal(second.report.by_resource.task.unchanged, 1)
  const [kept] = second.report.notes.filter((n) => n.reason === 'kept')
  assert.equal(kept.row, 2)
  const row = await w.owner.must('GET', `/tasks/${one.id}`)
  assert.equal(row.description, 'mine')
  assert.equal(row.due, '2026-04-01')
  await w.owner.must('DELETE', `/tasks/${one.id}`)
  const third = await runImport('csv', head + '1,One,newer,2026-05-01,Upkeep\n')
  assert.equal(third.status, 3)
  assert.deepEqual(third.report.skipped.map((s) => [s.row, s.reason]), [[2, 'deleted']])
})

test('an import is undone as a whole, and comes in again if that is wanted', async () => {
  const row = await upload('undo.csv', Buffer.from('ID,Title,Project\nu1,Up,Undone\nu2,Down,Undone\n'))
  const order = { mapping: { client: 'Undone & Co' } }
  await w.owner.must('POST', `/imports/${row.id}/run`, order)
  await until(row.id, 'done')
  const count = () => total('/tasks?filter=' + encodeURIComponent('client:undone-co'))
  assert.equal(await count(), 2)
  const undone = await w.owner.post(`/changes/${row.id}/undo`, {})
  assert.equal(undone.status, 200, undone.text)
  await w.owner.must('POST', `/imports/${row.id}/run`, order)
  const stays = await until(row.id, 'done')
  assert.deepEqual([stays.report.created, stays.report.updated], [0, 0])
  assert.ok(stays.report.skipped.some((s) => s.row === 2 && s.what === 'Up'))
  await w.owner.must('POST', `/imports/${row.id}/run`, { mapping: { ...order.mapping, trash: 'restore' } })
  assert.equal((await until(row.id, 'done')).report.skipped.length, 0)
  assert.equal(await count(), 2)
})

test('rows that cannot be taken are told with their number', async () => {
  const { status, report } = await runImport('csv', 'Title,Cost,Project\nGood,1,Holes\n,2,Holes\nAlso,3,Holes\n')
  assert.equal(status, 3)
  assert.equal(report.by_resource.task.created, 2)
  assert.deepEqual(report.skipped.map((s) => [s.row, s.reason]), [[3, 'untitled_row']])
  assert.match(report.skipped[0].text, /title/)
})

test('a date that can be read in two ways is asked', async () => {
  const text = 'Title,Due,Project\nA,03/04/2026,Ask\n'
  const asked = await runImport('csv', text)
  assert.equal(asked.status, 4)
  assert.match(asked.stderr, /day-month/)
  assert.equal(await total('/projects?filter=name:Ask'), 0)
  const mapping = join(folder, 'mapping.json')
  writeFileSync(mapping, '{"dates":"month-day"}')
  assert.equal((await runImport('csv', text, '--mapping', mapping)).status, 0)
  assert.equal((await rows('/tasks?filter=title:A'))[0].due, '2026-03-04')

  const row = await upload('ask.csv', Buffer.from('Title,Due,Project\nB,03/04/2026,Ask 2\n'))
  const preview = await w.owner.must('POST', '/imports/preview', { import: row.id })
  assert.deepEqual(preview.report.questions[0].choices, ['day-month', 'month-day'])
  assert.equal(preview.report.questions[0].sample, '03/04/2026')
  const refused = await w.owner.post(`/imports/${row.id}/run`, {})
  assert.equal(refused.status, 422)
  assert.equal((await w.owner.post(`/imports/${row.id}/run`, { mapping: { dates: 'day-month' } })).status, 202)
  assert.equal((await until(row.id, 'done')).report.created > 0, true)
})

test('a mapping sends work to clients that are here, and leaves out', async () => {
  const acme = await w.owner.must('POST', '/clients', { name: 'Acme Works' })
  const text = 'Title,Client,Project,Assignee\nX,ACME,Site,Nobody Known\nY,Other,Old,\n'
  const mapping = join(folder, 'map.json')
  writeFileSync(mapping, JSON.stringify({ clients: { acme: 'Acme Works', Other: null }, unmatched: 'leave_out' }))
  const people = await total('/members')
  const { status, report } = await runImport('csv', text, '--mapping', mapping)
  assert.equal(status, 3)
  assert.equal(report.by_resource.task.created, 1)
  assert.ok(report.skipped.some((s) => s.reason === 'person_left_out'))
  assert.equal(await total(`/tasks?filter=client:${acme.id}`), 1)
  assert.equal(await total('/members'), people)
})

test('formulas stay text', async () => {
  await runImport('csv', 'Title,Project\n"=HYPERLINK(""http://x.example"")",Formulas\n')
  assert.equal((await rows('/tasks?filter=' + encodeURIComponent('title:HYPERLINK')))[0].title, '=HYPERLINK("http://x.example")')
})

test('an import can be cancelled, and goes on when it is run again', async () => {
  let text = 'ID,Title,Project\n'
  for (let i = 0; i < 6000; i++) text += `c${i},Long ${i},Cancelled\n`
  const row = await upload('long.csv', Buffer.from(text), 'csv')
  await w.owner.must('POST', `/imports/${row.id}/run`, {})
  await until(row.id, 'running', 'done')
  const stopped = await w.owner.post(`/imports/${row.id}/cancel`)
  assert.ok([200, 409].includes(stopped.status), stopped.text)
  if (stopped.status === 200) {
    assert.equal(stopped.body.state, 'cancelled')
    await new Promise((done) => setTimeout(done, 300))
    assert.equal((await w.owner.must('GET', `/imports/${row.id}`)).state, 'cancelled')
    await w.owner.must('POST', `/imports/${row.id}/run`, {})
  }
  assert.equal((await until(row.id, 'done')).state, 'done')
  const [project] = await rows('/projects?filter=name:Cancelled')
  assert.equal(await total(`/tasks?filter=project:${project.id}`), 6000, 'each once')
})

test('an import goes on after the server was stopped', async () => {
  let text = 'ID,Title,Project\n'
  for (let i = 0; i < 5000; i++) text += `r${i},Again ${i},Restarted\n`
  const other = await newWorkspace()
  const row = await other.owner.must('PUT', '/imports/upload?source=csv&name=r.csv', Buffer.from(text))
  await other.owner.must('POST', `/imports/${row.id}/run`, {})
  for (let state = ''; !['running', 'done'].includes(state); )
    state = (await other.owner.must('GET', `/imports/${row.id}`)).state
  await other.server.stop()
  const server = await startServer(other.place)
  const asker = new Asker(server.url, { cookie: other.owner.cookie, csrf: other.owner.csrf })
  try {
    let now
    for (let i = 0; i < 1200 && now?.state !== 'done'; i++) {
      now = await asker.must('GET', `/imports/${row.id}`)
      await new Promise((done) => setTimeout(done, 100))
    }
    assert.equal(now.state, 'done')
    assert.equal((await asker.must('GET', '/tasks?limit=1&count=1')).total, 5000, 'each once')
  } finally {
    asker.close()
    await server.stop()
    await other.close()
  }
})

test('what is wrong has a clear answer', async () => {
  const cases = [
    [await run(w.place, ['import', 'clickup', join(folder, 'nothing.csv')]), 1, /cannot be opened/],
    [await run(w.place, ['import', 'trello', data(files.jira)]), 1, /Trello/],
    [await run(w.place, ['import', 'asana', data(files.jira)]), 2, /clickup, trello, jira, csv/],
    [await run(w.place, ['import', 'clickup']), 2, /usage/],
  ]
  for (const [result, status, text] of cases) {
    assert.equal(result.status, status, result.stderr)
    assert.match(result.stderr, text)
  }
  assert.equal((await w.owner.ask('PUT', '/imports/upload?source=word', Buffer.from('x'))).status, 422)
  const bad = await upload('x.json', Buffer.from('{"no":1}'), 'trello')
  const preview = await w.owner.post('/imports/preview', { import: bad.id })
  assert.equal(preview.status, 400)
  assert.match(preview.body.title + preview.body.detail, /Trello/)
  const manager = await w.person('manager', { name: 'Mia' })
  assert.equal((await manager.post('/imports/preview', { import: bad.id })).status, 403)
  assert.equal((await manager.ask('PUT', '/imports/upload?name=x', Buffer.from('x'))).status, 403)
  assert.equal((await manager.get(`/imports/${bad.id}`)).status, 404)
})
