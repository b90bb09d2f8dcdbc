import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EXPRESSIONS } from '../../src/core/expression.js';
import { findClassFolders } from '../../src/evaluation/class-folders.js';
import { parseClassOrder } from '../../src/evaluation/class-names.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-classes-'));
afterAll(() => rmSync(folder, { recursive: true }));
let made = 0;

/** Makes a data set of files; their content does not matter to the search. */
function dataset(...files: readonly string[]): string {
  const root = join(folder, `set-${made++}`);
  mkdirSync(root);
  for (const file of files) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  return root;
}

async function classesOf(
  root: string,
  { split = null, classes }: { split?: string | null; classes?: string } = {},
): Promise<Record<string, string>> {
  const order = classes === undefined ? null : parseClassOrder(classes);
  const found = await findClassFolders(root, { split, order });
  return Object.fromEntries(
    found.classes.map((entry) => [
      entry.folder.slice(root.length + 1),
      EXPRESSIONS[entry.label] as string,
    ]),
  );
}

const numbered = (from: number, to: number) =>
  dataset(...Array.from({ length: to - from + 1 }, (_, i) => `${from + i}/a.jpg`));

describe('numbered class folders', () => {
  it("are FER2013's from 0 to 6, and that is told", async () => {
    const root = numbered(0, 6);
    expect(Object.values(await classesOf(root))).toEqual([...EXPRESSIONS]);
    expect(await findClassFolders(root, { split: null, order: null })).toMatchObject({
      byFerNumbers: true,
    });
  });

  it.each([
    ['1 to 7', 1, 7],
    ['1 to 6', 1, 6],
    ['0 to 7', 0, 7],
  ])("are refused from %s, naming FER2013's order", async (range, from, to) => {
    const failed = expect(classesOf(numbered(from, to))).rejects;
    await failed.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringMatching(`numbered ${range}.*0 angry, 1 disgust, .*6 neutral`),
      remedy: expect.stringContaining('Name the folders'),
    });
  });

  it('have the classes that --classes tells, in order of the numbers', async () => {
    const rafDb = 'surprise,fear,disgust,happy,sad,angry,neutral';
    const found = await classesOf(numbered(1, 7), { classes: rafDb });
    expect(Object.keys(found).sort()).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(found).toMatchObject({ 1: 'surprise', 4: 'happy', 7: 'neutral' });
    const withTen = await classesOf(dataset('2/a.jpg', '10/a.jpg'), { classes: 'joy, sad' });
    expect(withTen).toEqual({ 2: 'happy', 10: 'sad' });
  });

  it('are left out and told of where --classes says none', async () => {
    const root = dataset('0/a.jpg', '1/a.jpg', '1/b.jpg');
    const order = parseClassOrder('neutral,none');
    expect(await findClassFolders(root, { split: null, order })).toMatchObject({
      classes: [{ label: 6 }],
      skippedFolders: ['1'],
      skippedFiles: 2,
    });
  });

  it('must be as many as --classes names, and there', async () => {
    await expect(classesOf(numbered(1, 7), { classes: 'happy,sad' })).rejects.toThrow(
      /has 7 numbered folders, --classes names 2/,
    );
    await expect(classesOf(dataset('happy/a.jpg'), { classes: 'happy' })).rejects.toThrow(
      /no numbered folders/,
    );
  });

  it.each(['happy,cheerful', 'happy,happy', '', 'none'])('--classes %j is wrong usage', (text) => {
    expect(() => parseClassOrder(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('named class folders', () => {
  it.each([
    ['angry', ['anger', 'Angry']],
    ['disgust', ['disgusted']],
    ['fear', ['afraid', 'fearful', 'scared']],
    ['happy', ['joy', 'Happiness']],
    ['sad', ['sadness']],
    ['surprise', ['surprised', 'suprise']],
    ['neutral', ['NEUTRAL']],
  ])('of %s go by many names', async (expression, names) => {
    const found = await classesOf(dataset(...names.map((name) => `${name}/a.png`)));
    expect(found).toEqual(Object.fromEntries(names.map((name) => [name, expression])));
  });

  it('tell what lies among them that is none', async () => {
    const root = dataset(
      ...['happy/a.jpg', 'happy/notes.txt', 'happy/x.jpg/inside.jpg', 'happy/.hidden.jpg'],
      ...['contempt/a.jpg', 'contempt/b.jpg', 'constructor/a.jpg', 'loose.jpg', 'README.md'],
    );
    symlinkSync(join(root, 'README.md'), join(root, 'sad'));
    symlinkSync(join(root, 'nowhere'), join(root, 'happy/gone.jpg'));
    symlinkSync(join(root, 'happy'), join(root, 'joy'));
    const found = await findClassFolders(root, { split: null, order: null });
    expect(found.classes).toEqual([
      { folder: join(root, 'happy'), label: 3, pictures: ['a.jpg'] },
      { folder: join(root, 'joy'), label: 3, pictures: ['a.jpg'] },
    ]);
    expect(new Set(found.skippedFolders)).toEqual(
      new Set(['constructor', 'contempt', 'happy/x.jpg', 'joy/x.jpg']),
    );
    // Three in the unknown folders, the loose one, and twice notes, dead link and the inner one.
    expect(found.skippedFiles).toBe(3 + 1 + 2 * 3);
  });

  it('hold every kind of picture that is read', async () => {
    const pictures = ['a.jpeg', 'b.JPG', 'c.png', 'd.tif', 'e.TIFF', 'f.gif', 'g.pgm', 'h.bmp'];
    const root = dataset(...[...pictures, 'i.webp'].map((name) => `sad/${name}`));
    const { classes, skippedFiles } = await findClassFolders(root, { split: null, order: null });
    expect(classes[0]?.pictures).toHaveLength(9);
    expect(skippedFiles).toBe(0);
  });
});

describe('splits of class folders', () => {
  it('are the folders of that name; unknown ones beside them are told of', async () => {
    const root = dataset(
      'train/happy/a.jpg',
      'test/sad/a.jpg',
      'test/contempt/a.jpg',
      'misc/b.jpg',
    );
    expect(await classesOf(root, { split: 'PrivateTest' })).toEqual({ 'test/sad': 'sad' });
    const all = await findClassFolders(root, { split: null, order: null });
    expect(all.classes).toHaveLength(2);
    expect(all.skippedFolders).toEqual(['misc', 'test/contempt']);
    expect(all.skippedFiles).toBe(2);
  });

  it('may be handed over themselves, but not as another split', async () => {
    const root = dataset('train/happy/a.jpg', 'other/happy/a.jpg');
    for (const inside of ['train', 'other']) {
      expect(await classesOf(join(root, inside), { split: 'Training' })).toEqual({
        happy: 'happy',
      });
    }
    await expect(classesOf(join(root, 'train'), { split: 'PrivateTest' })).rejects.toThrow(
      /no folders named after the seven expressions for PrivateTest/,
    );
  });

  it('have numbers of their own', async () => {
    const root = dataset('train/1/a.jpg', 'train/2/a.jpg', 'test/1/a.jpg', 'test/2/a.jpg');
    expect(await classesOf(root, { classes: 'sad,happy' })).toEqual({
      ...{ 'train/1': 'sad', 'train/2': 'happy', 'test/1': 'sad', 'test/2': 'happy' },
    });
    await expect(classesOf(root)).rejects.toThrow(/numbered 1 to 2/);
  });
});
