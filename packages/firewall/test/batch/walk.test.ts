import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type Walk, walkFiles, walkStaged } from '../../src/batch/index.ts'
import { folder } from './helpers.ts'

const names = (walk: Walk): string[] => walk.files.map(file => file.relative).sort()
const left = (walk: Walk, reason: string): string[] =>
  walk.leftOut.filter(entry => entry.reason === reason).map(entry => entry.path.split('/').at(-1)!)

async function content(walk: Walk, relative: string): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of walk.files.find(file => file.relative === relative)!.read()) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

describe('In a git work tree', () => {
  test('what git tracks and what it does not ignore is scanned, and nothing else', async () => {
    using tree = folder()
    tree.git('init', '-q')
    tree.write('.gitignore', 'ignored.txt\nbuild/\n')
    tree.write('tracked.txt', 'a')
    tree.write('forced.log', 'a')
    tree.write('gone.txt', 'a')
    tree.git('add', '.')
    tree.git('commit', '-qm', 'first')
    rmSync(join(tree.root, 'gone.txt'))
    tree.write('ignored.txt', 'a')
    tree.write('build/out.js', 'a')
    tree.write('new/untracked.txt', 'a')
    const walk = await walkFiles([tree.root])
    assert.deepEqual(names(walk), ['.gitignore', 'forced.log', 'new/untracked.txt', 'tracked.txt'])
    assert.deepEqual([walk.failures, walk.withoutGit], [[], []])
    assert.equal(walk.files[0]!.repo, tree.root.split('/').at(-1))
  })

  test('a git that waits for ever is ended when the scan is', {
    skip: process.platform === 'win32',
  }, async () => {
    using tree = folder()
    tree.git('init', '-q')
    execFileSync('mkfifo', [join(tree.root, '.gitignore')])
    const reason = new Error('enough')
    const controller = new AbortController()
    const walk = walkFiles([tree.root], { signal: controller.signal })
    setTimeout(() => controller.abort(reason), 200)
    await assert.rejects(walk, error => error === reason)
  })

  test('a folder or file within it keeps its name from the root of the repository', async () => {
    using tree = folder()
    tree.git('init', '-q')
    tree.git('remote', 'add', 'origin', 'https://user:word@git.example.com:8443/team/thing.git')
    tree.write('src/deep/a.ts', 'a')
    tree.write('src/b.ts', 'b')
    tree.write('c.ts', 'c')
    assert.deepEqual(names(await walkFiles([join(tree.root, 'src')])), ['src/b.ts', 'src/deep/a.ts'])
    const single = await walkFiles([join(tree.root, 'src/b.ts'), join(tree.root, 'src')])
    assert.deepEqual(names(single), ['src/b.ts', 'src/deep/a.ts'])
    assert.ok(single.files.every(file => file.repo === 'git.example.com/team/thing'))
  })

  test('a folder that git ignores is scanned whole when it is named, and that is said', async () => {
    using tree = folder()
    tree.git('init', '-q')
    tree.write('.gitignore', 'dist\n')
    tree.write('dist/a.js', 'a')
    tree.write('empty/.gitkeep', '')
    const walk = await walkFiles([join(tree.root, 'dist')])
    assert.deepEqual(names(walk), ['dist/a.js'])
    assert.match(walk.withoutGit[0]!.why, /ignores/)
  })

  test('that git cannot read any more every file is taken, and why is said', async () => {
    using tree = folder()
    tree.git('init', '-q')
    tree.write('a.txt', 'a')
    tree.git('add', '.')
    tree.write('.git/index', 'garbage')
    const walk = await walkFiles([tree.root])
    assert.deepEqual(names(walk), ['a.txt'])
    assert.match(walk.withoutGit[0]!.why, /index/)
  })

  test('links are not followed, not even a folder that became one after it was added', async () => {
    using outside = folder()
    outside.write('etc/secret.txt', 'outside')
    using tree = folder()
    tree.git('init', '-q')
    tree.write('etc/secret.txt', 'inside')
    tree.write('a.txt', 'a')
    symlinkSync(join(outside.root, 'etc/secret.txt'), join(tree.root, 'link.txt'))
    tree.git('add', '.')
    rmSync(join(tree.root, 'etc'), { recursive: true })
    symlinkSync(join(outside.root, 'etc'), join(tree.root, 'etc'))
    const walk = await walkFiles([tree.root])
    assert.deepEqual(names(walk), ['a.txt'])
    assert.deepEqual(left(walk, 'link').sort(), ['etc', 'link.txt', 'secret.txt'])
  })

  test('submodules and repositories within it are noted, and not looked into', async () => {
    using other = folder()
    other.git('init', '-q')
    other.write('x.txt', 'x')
    other.git('add', '.')
    other.git('commit', '-qm', 'x')
    using tree = folder()
    tree.git('init', '-q')
    tree.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.root, 'module')
    mkdirSync(join(tree.root, 'nested'))
    tree.git('init', '-q', 'nested')
    tree.write('nested/y.txt', 'y')
    const walk = await walkFiles([tree.root])
    assert.deepEqual(names(walk), ['.gitmodules'])
    assert.deepEqual([left(walk, 'submodule'), left(walk, 'repository')], [['module'], ['nested']])
  })

  test('a repository cannot have a program run by being scanned', async () => {
    using tree = folder()
    tree.git('init', '-q')
    const mark = join(tree.root, '.git', 'ran')
    tree.git('config', 'core.fsmonitor', `touch ${mark}; false`)
    tree.git('config', 'diff.external', `touch ${mark}`)
    tree.write('a.txt', 'a')
    tree.git('-c', 'core.fsmonitor=false', 'add', '.')
    await walkFiles([tree.root])
    await walkStaged([tree.root])
    assert.throws(() => rmSync(mark), { code: 'ENOENT' })
  })

  test('names of any bytes stay themselves', async () => {
    using tree = folder()
    tree.git('init', '-q')
    const odd = ['new\nline.txt', '"quoted" tab\t.txt', 'ümlaut ☃.txt', '-dash.txt', 'a:b?.txt']
    for (const name of odd) tree.write(name, name)
    writeFileSync(Buffer.concat([Buffer.from(`${tree.root}/latin`), Buffer.from([0xe9, 0xff])]), 'latin')
    tree.git('add', '-A')
    const walk = await walkFiles([tree.root])
    assert.deepEqual(names(walk), [...odd, 'latin\\xe9\\xff'].sort())
    assert.equal(await content(walk, 'latin\\xe9\\xff'), 'latin')
    assert.equal(walk.files.find(file => file.relative.startsWith('latin'))!.uri, 'latin%E9%FF')
    assert.equal(walk.files.find(file => file.relative.startsWith('a:'))!.uri, 'a%3Ab%3F.txt')
    for (const name of odd) assert.equal(await content(walk, name), name)
    const staged = await walkStaged([tree.root])
    assert.deepEqual(names(staged), names(walk))
    assert.equal(await content(staged, 'new\nline.txt'), 'new\nline.txt')
    staged.close()
  })
})

describe('Outside of git', () => {
  test('every file is taken but what is built in, links lead nowhere outside, and circles end', async () => {
    using outside = folder()
    const secret = outside.write('secret.txt', 'outside')
    using tree = folder()
    tree.write('a.txt', 'a')
    tree.write('.env', 'a')
    tree.write('node_modules/x/index.js', 'a')
    tree.write('sub/b.txt', 'b')
    symlinkSync('..', join(tree.root, 'sub/up'))
    symlinkSync('b.txt', join(tree.root, 'sub/same.txt'))
    symlinkSync(secret, join(tree.root, 'out.txt'))
    symlinkSync(outside.root, join(tree.root, 'out'))
    symlinkSync('self', join(tree.root, 'self'))
    const walk = await walkFiles([tree.root])
    assert.deepEqual(
      walk.files.map(file => file.path.slice(tree.root.length + 1)),
      ['.env', 'a.txt', 'sub/b.txt'],
    )
    assert.deepEqual(left(walk, 'link'), ['out', 'out.txt', 'self'])
    assert.deepEqual(left(walk, 'built_in'), ['node_modules'])
    assert.match(walk.withoutGit[0]!.why, /no git repository/)
  })

  test('a repository met on the way is asked what it ignores', async () => {
    using tree = folder()
    tree.write('project/.gitignore', 'secret.env\n')
    tree.write('project/secret.env', 'a')
    tree.write('project/main.ts', 'a')
    tree.git('init', '-q', 'project')
    tree.write('loose.txt', 'a')
    const walk = await walkFiles([tree.root])
    assert.deepEqual(
      walk.files.map(file => [file.path.slice(tree.root.length + 1), file.repo]),
      [
        ['loose.txt', undefined],
        ['project/.gitignore', 'project'],
        ['project/main.ts', 'project'],
      ],
    )
  })

  test('without git on the machine everything is walked, and that is said', async () => {
    using tree = folder()
    tree.git('init', '-q')
    tree.write('.gitignore', 'a.txt\n')
    tree.write('a.txt', 'a')
    const path = process.env.PATH
    process.env.PATH = tree.root
    try {
      const walk = await walkFiles([tree.root])
      assert.deepEqual(
        walk.files.map(file => file.path.slice(tree.root.length + 1)),
        ['.gitignore', 'a.txt'],
      )
      assert.equal(walk.withoutGit[0]!.why, 'git is not installed')
    } finally {
      process.env.PATH = path
    }
  })

  test('a path that is not there is a failure, never nothing', async () => {
    const walk = await walkFiles(['/nowhere/at/all'])
    assert.equal(walk.failures.length, 1)
    assert.match(walk.failures[0]!.message, /^ENOENT/)
  })
})

test('patterns leave out names at any depth, folders, and paths from the root', async () => {
  using tree = folder()
  tree.git('init', '-q')
  for (const path of [
    'a.lock',
    'src/b.lock',
    'src/c.ts',
    'docs/d.md',
    'docs/deep/e.md',
    'x.snap',
    'yx1.snap',
  ])
    tree.write(path, 'a')
  const rest = async (...exclude: string[]) => names(await walkFiles([tree.root], { exclude }))
  assert.deepEqual(await rest('*.lock', 'docs'), ['src/c.ts', 'x.snap', 'yx1.snap'])
  assert.deepEqual(await rest('/a.lock', 'docs/*.md', '[xz].snap', 'yx?.sna[!a]'), [
    'docs/deep/e.md',
    'src/b.lock',
    'src/c.ts',
  ])
  assert.deepEqual(await rest('**/*.md', '*.snap', 'src/'), ['a.lock'])
})

describe('Staged', () => {
  test('is what the index holds, whatever the work tree says by now', async () => {
    using tree = folder()
    tree.git('init', '-q')
    tree.write('old.txt', 'old')
    tree.write('change.txt', 'before')
    tree.write('drop.txt', 'drop')
    const first = await walkStaged([tree.root])
    assert.deepEqual(names(first), [])
    tree.git('add', '.')
    assert.deepEqual(names(await walkStaged([tree.root])), ['change.txt', 'drop.txt', 'old.txt'])
    tree.git('commit', '-qm', 'first')
    tree.write('change.txt', 'staged')
    tree.write('sub/new.txt', 'new')
    tree.git('rm', '-q', 'drop.txt')
    tree.git('add', '.')
    tree.write('change.txt', 'later')
    const walk = await walkStaged([tree.root])
    assert.deepEqual(names(walk), ['change.txt', 'sub/new.txt'])
    assert.equal(await content(walk, 'change.txt'), 'staged')
    walk.close()
    assert.deepEqual(names(await walkStaged([join(tree.root, 'sub')])), ['sub/new.txt'])
  })

  test('outside of a repository is a failure', async () => {
    using tree = folder()
    assert.equal((await walkStaged([tree.root])).failures.length, 1)
  })
})
