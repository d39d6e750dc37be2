// What the API tests share: a database of their own, servers on it, people who ask, live streams.
//
// APLOMB             the program (build/aplomb)
// APLOMB_TEST_STORE  sqlite (or nothing), or postgresql: then APLOMB_TEST_POSTGRES is a server to make databases in
import { spawn, execFileSync } from 'node:child_process'
import { randomBytes, randomUUID, createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
export const program = process.env.APLOMB ?? join(root, 'build/aplomb')
export const store = process.env.APLOMB_TEST_STORE || 'sqlite'
export const password = 'correct horse battery staple'

// ---- a database ----

function sql(url, text) {
  execFileSync('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', text], { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** A new, empty place for data: {args, where, remove()}. */
export function newPlace(kind = store) {
  if (kind === 'sqlite') {
    const where = mkdtempSync(join(tmpdir(), 'aplomb-api-'))
    return { where, args: ['--data', where], remove: () => rmSync(where, { recursive: true, force: true }) }
  }
  const name = 'api_' + randomBytes(6).toString('hex')
  const server = process.env.APLOMB_TEST_POSTGRES
  if (!server) throw new Error('APLOMB_TEST_POSTGRES is not set')
  sql(server, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'`)
  const url = new URL(server)
  url.pathname = '/' + name
  return { where: url.href, args: ['--database', url.href], remove: () => sql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

/** Runs a command of the program to its end: {status, stdout, stderr}. */
export function run(place, args, input = '') {
  return new Promise((done) => {
    const child = spawn(program, [...args, ...place.args])
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (bytes) => (stdout += bytes))
    child.stderr.on('data', (bytes) => (stderr += bytes))
    child.on('close', (status) => done({ status, stdout, stderr }))
    child.stdin.on('error', () => {}) // a command that ends without reading what it was given
    child.stdin.end(input)
  })
}

// ---- a server ----

/** Starts `aplomb serve` on a free port: {url, port, pid, log(), stop()}. No rate limits unless `args` says so. */
export function startServer(place, args = []) {
  const child = spawn(program, ['serve', ...place.args, '--port', '0', '--rate', '0', '--sign-in-rate', '0', '--plan-rate', '0', '--booking-rate', '0', ...args])
  let log = ''
  child.stderr.on('data', (bytes) => (log += bytes))
  const ended = new Promise((done) => child.on('close', (status, signal) => done(status ?? signal)))
  const stop = async (signal = 'SIGTERM') => {
    child.kill(signal)
    const status = await ended
    // Also what sanitizers find at the end of the process.
    if (signal === 'SIGTERM' && status !== 0) throw new Error(`aplomb serve ended with ${status}\n${log}`)
    return status
  }
  return new Promise((ready, fail) => {
    ended.then((status) => fail(new Error(`aplomb serve ended with ${status}\n${log}`)))
    child.stdout.on('data', (bytes) => {
      const url = /ready at (http:\S+)/.exec(bytes.toString())?.[1]
      if (url) ready({ url, port: +new URL(url).port, pid: child.pid, ended, stop, log: () => log })
    })
  })
}

// ---- somebody who asks ----

/** A browser or a program: keeps the cookie and the CSRF value, asks and reads JSON. */
export class Asker {
  constructor(url, more = {}) {
    this.url = url
    this.headers = {}
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
    Object.assign(this, more)
  }

  /** {status, headers, text, body}; body is the JSON or undefined. Paths are below /api/v1 unless they begin with "//". */
  async ask(method, path, body, headers = {}) {
    const all = { ...this.headers, ...headers }
    if (this.cookie && !('cookie' in all)) all.cookie = this.cookie
    if (this.csrf && method !== 'GET' && !('x-csrf-token' in all)) all['x-csrf-token'] = this.csrf
    if (this.token) all.authorization ??= `Bearer ${this.token}`
    let bytes = body
    if (body !== undefined && !(body instanceof Uint8Array) && typeof body !== 'string') {
      bytes = JSON.stringify(body)
      all['content-type'] ??= 'application/json'
    }
    for (const name of Object.keys(all)) if (all[name] === null) delete all[name]
    if (bytes !== undefined) all['content-length'] ??= Buffer.byteLength(bytes)
    const url = new URL(path.startsWith('//') ? path.slice(1) : `/api/v1${path}`, this.url)
    const reply = await new Promise((done, fail) => {
      const request = http.request(url, { method, headers: all, agent: this.agent }, (response) => {
        const parts = []
        response.on('data', (part) => parts.push(part))
        response.on('error', fail)
        response.on('end', () => done({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(parts) }))
      })
      request.on('error', fail)
      request.end(bytes)
    })
    for (const cookie of reply.headers['set-cookie'] ?? []) this.#keep(cookie)
    reply.text = reply.bytes.toString()
    if (reply.text && /json/.test(reply.headers['content-type'] ?? '') && !reply.headers['content-encoding']) reply.body = JSON.parse(reply.text)
    return reply
  }

  #keep(text) {
    const [pair] = text.split(';')
    this.cookie = /Max-Age=0\b/.test(text) ? undefined : pair
  }

  get = (path, headers) => this.ask('GET', path, undefined, headers)
  post = (path, body, headers) => this.ask('POST', path, body, headers)
  put = (path, body, headers) => this.ask('PUT', path, body, headers)
  patch = (path, body, headers) => this.ask('PATCH', path, body, headers)
  delete = (path, headers) => this.ask('DELETE', path, undefined, headers)

  /** The row or body of a request that must succeed. */
  async must(method, path, body, headers) {
    const reply = await this.ask(method, path, body, headers)
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
    return reply.body
  }

  async signIn(email, pass = password) {
    const reply = await this.post('/sign-in', { email, password: pass })
    if (reply.status === 200) {
      this.csrf = reply.body.csrf
      this.member = reply.body.member
    }
    return reply
  }

  close() {
    this.agent.destroy()
  }
}

// ---- a workspace ----

/** A server with an owner signed in: {place, server, owner, anonymous, person(), close()}. */
export async function newWorkspace(args = []) {
  const place = newPlace()
  const server = await startServer(place, args)
  const anonymous = new Asker(server.url)
  const owner = new Asker(server.url)
  const reply = await owner.post('/setup', {
    workspace: 'Agence Équilibre', name: 'Olga Owner', email: 'olga@example.org', password, locale: 'en', zone: 'Europe/Paris',
  })
  if (reply.status !== 201) throw new Error(`setup: ${reply.status} ${reply.text}`)
  owner.csrf = reply.body.csrf
  owner.member = reply.body.member
  const people = [anonymous, owner]
  const w = { place, server, owner, anonymous }

  /** A new person, signed in. clients: rows or ids they are given. */
  w.person = async (role, more = {}) => {
    const email = `${role}-${randomBytes(4).toString('hex')}@example.org`
    const invite = await owner.must('POST', '/invites', {
      email, name: more.name ?? `${role} ${people.length}`, role, own_tasks_only: more.own_tasks_only ?? false,
      clients: (more.clients ?? []).map((client) => client.id ?? client),
    })
    const asker = new Asker(server.url)
    const accepted = await asker.post('/invitation/accept', {
      token: new URL(invite.link).searchParams.get('token') ?? invite.link.split(/[=/]/).pop(),
      name: more.name ?? `${role} ${people.length}`, password, locale: more.locale ?? 'en', zone: 'Europe/Paris',
    })
    if (accepted.status >= 300) throw new Error(`accept: ${accepted.status} ${accepted.text}`)
    asker.csrf = accepted.body.csrf
    asker.member = accepted.body.member
    asker.email = email
    people.push(asker)
    return asker
  }
  /** A program's access: a token of that person. */
  w.program = async (asker, more = {}) => {
    const row = await asker.must('POST', '/tokens', { name: 'test', can_write: true, ...more })
    const other = new Asker(server.url, { token: row.token, tokenRow: row })
    people.push(other)
    return other
  }
  w.close = async () => {
    people.forEach((person) => person.close())
    const status = await server.stop()
    place.remove()
    return status
  }
  return w
}

/** A client with a project, its lists and statuses, and tasks: what most tests need. */
export async function newProject(asker, name, tasks = 0) {
  const client = await asker.must('POST', '/clients', { name })
  const project = await asker.must('POST', '/projects', { client: client.id, name: `${name} site` })
  const list = (await asker.must('GET', `/lists?filter=project:${project.id}`)).items[0] ??
    await asker.must('POST', '/lists', { project: project.id, name: 'First' })
  const statuses = (await asker.must('GET', `/statuses?filter=project:${project.id}`)).items
  const rows = []
  for (let i = 0; i < tasks; i++)
    rows.push(await asker.must('POST', '/tasks', { list: list.id, title: `${name} task ${i + 1}` }))
  return { client, project, list, statuses, tasks: rows }
}

// ---- live ----

/** A WebSocket (RFC 6455) that collects messages: {messages, next(test), close(), closed}. */
export function openLive(asker, { since, origin, headers = {} } = {}) {
  const url = new URL(asker.url)
  const key = randomBytes(16).toString('base64')
  const all = {
    Host: url.host, Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': key,
    ...(asker.token ? { Authorization: `Bearer ${asker.token}` } : { Cookie: asker.cookie, Origin: origin ?? url.origin }), ...headers,
  }
  const path = '/api/v1/live' + (since === undefined ? '' : `?since=${since}`)
  const head = `GET ${path} HTTP/1.1\r\n` + Object.entries(all).map(([k, v]) => `${k}: ${v}\r\n`).join('') + '\r\n'
  const stream = { messages: [], waiting: [], closed: null }
  stream.socket = net.connect(+url.port, url.hostname, () => stream.socket.write(head))
  stream.ended = new Promise((done) => stream.socket.on('close', done))
  stream.next = (test = () => true, ms = 5000) => {
    const found = stream.messages.findIndex(test)
    if (found >= 0) return Promise.resolve(stream.messages.splice(0, found + 1).pop())
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`nothing of the kind in ${ms} ms; had ${JSON.stringify(stream.messages)}`)), ms)
      stream.waiting.push({ test, done: (message) => (clearTimeout(timer), done(message)) })
    })
  }
  /** Waits until a message has come, and leaves all of them where they are. */
  stream.has = async (test, ms = 10000) => {
    for (const end = Date.now() + ms; !stream.messages.some(test);) {
      if (Date.now() > end) throw new Error(`nothing of the kind in ${ms} ms; had ${JSON.stringify(stream.messages)}`)
      await sleep(20)
    }
  }
  stream.close = () => stream.socket.destroy()
  const arrived = (message) => {
    stream.messages.push(message)
    const waiter = stream.waiting.find((w) => w.test(message))
    if (!waiter) return
    stream.waiting.splice(stream.waiting.indexOf(waiter), 1)
    stream.messages.splice(0)
    waiter.done(message)
  }
  return new Promise((ready, fail) => {
    let buffer = Buffer.alloc(0)
    let open = false
    stream.socket.on('error', fail)
    stream.socket.on('close', () => fail(new Error('closed before the handshake')))
    stream.socket.on('data', (bytes) => {
      buffer = Buffer.concat([buffer, bytes])
      if (!open) {
        const end = buffer.indexOf('\r\n\r\n')
        if (end < 0) return
        const text = buffer.subarray(0, end).toString()
        stream.status = +text.split(' ')[1]
        buffer = buffer.subarray(end + 4)
        if (stream.status !== 101) {
          stream.close()
          return ready(stream)
        }
        const accept = createHash('sha1').update(key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64')
        if (!text.toLowerCase().includes(`sec-websocket-accept: ${accept.toLowerCase()}`)) return fail(new Error('wrong accept key'))
        open = true
        ready(stream)
      }
      buffer = readFrames(buffer, stream, arrived)
    })
  })
}

function readFrames(buffer, stream, arrived) {
  for (;;) {
    if (buffer.length < 2) return buffer
    let n = buffer[1] & 127
    let at = 2
    if (n === 126) [n, at] = buffer.length >= 4 ? [buffer.readUInt16BE(2), 4] : [Infinity, 4]
    else if (n === 127) [n, at] = buffer.length >= 10 ? [Number(buffer.readBigUInt64BE(2)), 10] : [Infinity, 10]
    if (buffer.length < at + n) return buffer
    const payload = buffer.subarray(at, at + n)
    const opcode = buffer[0] & 15
    if (opcode === 1) arrived(JSON.parse(payload.toString()))
    else if (opcode === 8) stream.closed = payload.length >= 2 ? payload.readUInt16BE(0) : 1005
    else if (opcode === 9) sendFrame(stream.socket, 10, payload)
    buffer = buffer.subarray(at + n)
  }
}

/** As a client must: masked. */
export function sendFrame(socket, opcode, payload) {
  const mask = randomBytes(4)
  const body = Buffer.from(payload).map((byte, i) => byte ^ mask[i % 4])
  socket.write(Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | body.length]), mask, body]))
}

// ---- small things ----

/** The log's last number, when the plan has followed what was written before: it stays, unless something is written. */
export async function settled(asker) {
  await asker.must('POST', '/plan/replan', {})
  return (await asker.must('GET', '/me')).seq
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms))

/** A UUIDv7 as clients make it. */
export function newId() {
  const time = BigInt(Date.now()).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

/** The pointers of a problem's entries, sorted. */
export const pointers = (reply) => (reply.body?.errors ?? []).map((error) => error.pointer).sort()

/** Bytes straight to the server: resolves to all that came back when it closes, or after `ms`. */
export function raw(server, text, { ms = 3000, keepOpen = false } = {}) {
  return new Promise((done, fail) => {
    let all = ''
    const socket = net.connect(server.port, '127.0.0.1', () => {
      socket.write(text)
      if (!keepOpen) return
    })
    const timer = setTimeout(() => socket.destroy(), ms)
    socket.on('data', (bytes) => (all += bytes))
    socket.on('error', (error) => (error.code === 'ECONNRESET' ? done(all) : fail(error)))
    socket.on('close', () => (clearTimeout(timer), done(all)))
  })
}
