// Has better-sqlite3 collect a statement, an iterator and a connection: what is compiled with the
// headers of Node 24 as they are aborts the process (see object-wrap.h). Exits 0 where it does not.
// Run with --expose-gc.
import Database from 'better-sqlite3';

for (let i = 0; i < 20; i++) {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE numbers (n)');
  for (let n = 0; n < 50; n++) db.prepare(`INSERT INTO numbers VALUES (${n})`).run();
  for (const _ of db.prepare('SELECT n FROM numbers').iterate()) if (i % 2 === 0) break;
  db.pragma('user_version');
  if (i % 2 === 0) db.close();
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.gc();
}
