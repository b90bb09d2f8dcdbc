import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from 'vitest';
import type { SessionSummary } from '../../src/sessions/session-summary.js';
import { singleFrontal } from '../synthetic/fixtures/named-scenes.js';
import { ekspresi } from './command.js';
import { writePicture, writeVideo } from './media-files.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-session-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

describe('ekspresi session', () => {
  it('writes all that a session is wanted as, and the same numbers in each', async () => {
    await writeVideo(at('one.mp4'), singleFrontal(), { durationS: 3, framesPerSecond: 10 });
    writeFileSync(at('m.csv'), 'start,end,name\n1,2,middle\nx,2,wrong\n');
    const options = ['--participant', 'P01', '--stimulus', at('ad.mp4'), '--baseline', '1'];
    const marked = ['--markers', at('m.csv')];
    const refused = await ekspresi('session', at('one.mp4'), '-o', at('out'), ...marked);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/line 3: its times cannot be read/);

    const args = ['session', at('one.mp4'), '-o', at('out'), ...options, ...marked];
    const { code, stdout, stderr } = await ekspresi(...args, '--skip-wrong');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('line 3 is left out');
    expect(readdirSync(at('out')).sort()).toEqual(
      ['annotated.mp4', 'csv', 'eaf', 'parquet', 'report.html', 'summary.json', 'vtt'].map(
        (ending) => `one.${ending}`,
      ),
    );
    const summary = JSON.parse(readFileSync(at('out/one.summary.json'), 'utf8')) as SessionSummary;
    expect(summary).toMatchObject({ participant: 'P01', stimulus: 'ad.mp4', calibrated: true });
    const [face, ...others] = summary.faces;
    expect(others).toEqual([]);
    expect(face?.samples).toBeGreaterThan(20);
    expect(face?.markers.map(({ name }) => name)).toEqual(['middle']);
    const db = await (await DuckDBInstance.create(':memory:')).connect();
    for (const kind of ['csv', 'parquet']) {
      const sql = `SELECT count(*)::INT AS rows, avg(happy) AS happy FROM '${at(`out/one.${kind}`)}'`;
      const [row] = (await db.runAndReadAll(sql)).getRowObjectsJson();
      expect(row?.rows).toBe(face?.samples);
      expect(row?.happy).toBeCloseTo(face?.meanProbabilities.happy ?? Number.NaN, 3);
    }
    const facts = ['-v', 'error', '-count_frames', '-show_entries', 'stream=nb_read_frames'];
    const count = execFileSync('ffprobe', [
      ...facts,
      '-of',
      'csv=p=0',
      at('out/one.annotated.mp4'),
    ]);
    expect(count.toString().trim()).toBe('30');
    expect(readFileSync(at('out/one.eaf'), 'utf8')).toContain('one.mp4');
  });

  it('says in one line what is no session', async () => {
    const source = ['-f', 'lavfi', '-i', 'testsrc2=s=320x240:r=10', '-t', '1'];
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...source, at('empty.mp4')]);
    writePicture(at('face.png'), singleFrontal(), 1);
    const none = await ekspresi('session', at('empty.mp4'), '-o', at('none'), '--no-film');
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/no face was found in 10 frames \(FACE_MISSING\)/);
    const picture = await ekspresi('session', at('face.png'), '-o', at('none'));
    expect(picture.code).toBe(1);
    expect(picture.stderr).toMatch(/it is a picture/);
    expect(await ekspresi('session', at('empty.mp4'))).toMatchObject({ code: 2 });
  });
});
