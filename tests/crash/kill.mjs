// Kills the server without warning, many times, while several people write, and compares what was acknowledged with what
// is there after the next start: created, changed, deleted, and batches (all or nothing). What was on its way when the
// server died is sent again with the same Idempotency-Key and must have happened exactly once in the end. Then the same is
// looked for in a restored backup and, with PostgreSQL at hand, in a database moved there.
//
//   node tests/crash/kill.mjs [--kills 50] [--writers 6] [--seed N]
//   APLOMB, APLOMB_TEST_STORE, APLOMB_TEST_POSTGRES: see tests/api/lib.mjs
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Asker, newPlace, run, startServer, store } from '../api/lib.mjs'

const { values: options } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, writers: { type: 'string', default: '6' }, seed: { type: 'string', default: String(Date.now() % 1e9) } },
})
const kills = +options.kills
const writers = +options.writers

let state = +options.seed
function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

let passed = 0
const failures = []
function expect(what, ok) {
  if (ok) passed++
  else failures.push(what)
}

// ---- what was acknowledged ----

/** By id: {title, maybe: [titles that may have been written], deleted: true | false | 'maybe'} */
const rows = new Map()
/** Requests without an answer: {method, path, body, key, settle(answer)} */
let unanswered = []
/** Titles of creations, to find what was made twice. */
const titles = new Set()

// ---- work ----

/** Sends; without an answer the request is kept for later. Null if the server is gone. */
async function send(asker, request) {
  try {
    const reply = await asker.ask(request.method, request.path, request.body, { 'idempotency-key': request.key })
    if (reply.status >= 500) return retryLater(request)
    request.settle(reply)
    return reply
  } catch {
    return retryLater(request)
  }
}

function retryLater(request) {
  unanswered.push(request)
  return null
}

function newTitle(writer) {
  const title = `w${writer} ${randomUUID()}`
  titles.add(title)
  return title
}

function create(writer, list) {
  const title = newTitle(writer)
  return {
    method: 'POST', path: '/tasks', body: { title, list }, key: randomUUID(),
    settle(reply) {
      expect(`creation of ${title} answers ${reply.status}: ${reply.text}`, reply.status === 201)
      if (reply.status === 201) rows.set(reply.body.id, { title, maybe: [], deleted: false, writer })
    },
  }
}

function change(writer, id) {
  const row = rows.get(id)
  const title = `w${writer} changed ${randomUUID()}`
  row.maybe.push(title)
  return {
    method: 'PATCH', path: `/tasks/${id}`, body: { title }, key: randomUUID(),
    settle(reply) {
      expect(`change of ${id} answers ${reply.status}: ${reply.text}`, reply.status === 200)
      row.title = title
      row.maybe = []
    },
  }
}

function remove(id) {
  const row = rows.get(id)
  row.deleted = 'maybe'
  return {
    method: 'DELETE', path: `/tasks/${id}`, key: randomUUID(),
    settle(reply) {
      expect(`deletion of ${id} answers ${reply.status}: ${reply.text}`, reply.status === 204)
      row.deleted = true
    },
  }
}

function batch(writer, list) {
  const all = [newTitle(writer), newTitle(writer), newTitle(writer)]
  const operations = all.map((title) => ({ method: 'POST', path: '/api/v1/tasks', body: { title, list } }))
  return {
    method: 'POST', path: '/batch', body: { operations }, key: randomUUID(),
    settle(reply) {
      expect(`batch answers ${reply.status}: ${reply.text}`, reply.status === 200)
      for (const [i, result] of (reply.body?.results ?? []).entries())
        rows.set(result.body.id, { title: all[i], maybe: [], deleted: false, writer })
    },
  }
}

/** One person's work until the server is gone. Each has rows of their own, so that what was last is known. */
async function write(url, token, writer, list) {
  const asker = new Asker(url, { token })
  const own = [...rows].filter(([, row]) => row.writer === writer && row.deleted === false && row.maybe.length === 0).map(([id]) => id).slice(-50)
  for (;;) {
    const what = random(10)
    let request
    if (what < 5 || own.length === 0) request = create(writer, list)
    else if (what < 8) request = change(writer, own[random(own.length)])
    else if (what < 9) request = remove(own.splice(random(own.length), 1)[0])
    else request = batch(writer, list)
    const reply = await send(asker, request)
    if (!reply) return
    if (reply.status === 201) own.push(reply.body.id)
  }
}

// ---- what is there ----

async function pages(asker, path) {
  const all = []
  let cursor = ''
  do {
    const reply = await asker.get(`${path}&limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text}`)
    all.push(...reply.body.items)
    cursor = reply.body.next
  } while (cursor)
  return all
}

/** Every row that was acknowledged is there as it was acknowledged; nothing is there twice. */
async function compare(url, token, when) {
  const asker = new Asker(url, { token })
  const living = new Map((await pages(asker, '/tasks?fields=id,title')).map((row) => [row.id, row.title]))
  const trash = new Map((await pages(asker, '/tasks?fields=id,title&trash=1')).map((row) => [row.id, row.title]))
  for (const [id, row] of rows) {
    const title = living.get(id) ?? trash.get(id)
    if (title === undefined) failures.push(`${when}: ${id} was acknowledged and is gone`)
    else if (title !== row.title && !row.maybe.includes(title)) failures.push(`${when}: ${id} is "${title}", not "${row.title}"`)
    else if (row.deleted !== 'maybe' && row.deleted !== trash.has(id)) failures.push(`${when}: ${id} should ${row.deleted ? '' : 'not '}be in the trash`)
  }
  const seen = new Set()
  for (const title of [...living.values(), ...trash.values()]) {
    if (seen.has(title)) failures.push(`${when}: "${title}" is there twice`)
    seen.add(title)
  }
  passed++
  return living.size + trash.size
}

/** What had no answer is sent again; it has one now, and happened once. */
async function sendAgain(url, token) {
  const asker = new Asker(url, { token })
  const again = unanswered
  unanswered = []
  for (const request of again)
    if (!(await send(asker, request))) throw new Error(`no answer to ${request.method} ${request.path} without a kill`)
}

async function check(place, when) {
  const { status, stdout, stderr } = await run(place, ['check', '--json'])
  expect(`${when}: aplomb check ends with ${status}: ${stdout} ${stderr}`, status === 0)
}

// ---- the story ----

async function prepare(place) {
  const server = await startServer(place)
  const owner = new Asker(server.url)
  await owner.ask('POST', '/setup', { workspace: 'Crash', name: 'Ann', email: 'ann@example.org', password: 'correct horse battery staple', locale: 'en', zone: 'UTC' })
  const { csrf } = (await owner.get('/me')).body
  owner.csrf = csrf
  const made = async (path, body) => {
    const reply = await owner.ask('POST', path, body)
    if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${reply.text}`)
    return reply.body
  }
  const { token } = await made('/tokens', { name: 'Crash', can_write: true })
  const client = await made('/clients', { name: 'Acme' })
  const project = await made('/projects', { name: 'Site', client: client.id })
  const list = await made('/lists', { name: 'Work', project: project.id })
  await server.stop('SIGKILL')
  return { token, list: list.id }
}

async function killOnce(place, who, round) {
  const server = await startServer(place)
  await compare(server.url, who.token, `after kill ${round}`)
  await sendAgain(server.url, who.token)
  const work = Promise.all(Array.from({ length: writers }, (_, i) => write(server.url, who.token, i, who.list)))
  await sleep(20 + random(250))
  await server.stop('SIGKILL')
  await work
}

async function finish(place, who) {
  const server = await startServer(place)
  await compare(server.url, who.token, 'after the last kill')
  await sendAgain(server.url, who.token)
  const n = await compare(server.url, who.token, 'after sending again')
  expect(`${n} tasks, ${titles.size} were created`, n === titles.size)
  await server.stop()
  await check(place, 'at the end')
}

async function lookElsewhere(place, who, when) {
  await check(place, when)
  const server = await startServer(place)
  await compare(server.url, who.token, when)
  await server.stop()
}

async function restoreAndMove(place, who) {
  const file = join(tmpdir(), `aplomb-crash-${process.pid}.backup`)
  const { status, stderr } = await run(place, ['backup', file])
  expect(`backup: ${stderr}`, status === 0)
  const restored = newPlace()
  const result = await run(restored, ['restore', file])
  expect(`restore: ${result.stderr}`, result.status === 0)
  await lookElsewhere(restored, who, 'restored')
  restored.remove()
  rmSync(file)
  if (!process.env.APLOMB_TEST_POSTGRES || store !== 'sqlite') return
  const other = newPlace('postgresql')
  const moved = await run({ args: [] }, ['move', '--from', place.where, '--to', other.where])
  expect(`move: ${moved.stderr}`, moved.status === 0)
  await lookElsewhere(other, who, 'moved')
  other.remove()
}

const place = newPlace()
try {
  const who = await prepare(place)
  for (let round = 1; round <= kills; round++) {
    await killOnce(place, who, round - 1)
    if (round % 10 === 0) {
      await check(place, `after kill ${round}`)
      console.log(`${round} kills, ${rows.size} rows acknowledged, ${unanswered.length} requests without an answer`)
    }
    if (failures.length > 20) break
  }
  await finish(place, who)
  await restoreAndMove(place, who)
} catch (error) {
  failures.push(error.stack)
} finally {
  place.remove()
}
for (const failure of failures) console.log(`FAILED (seed ${options.seed}) ${failure}`)
console.log(`${passed} passed, ${failures.length} failed`)
process.exit(failures.length ? 1 : 0)
