import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Labels 0…6 of a sheet of `folder` (shared/fer2013), by number of the tile. */
export function readLabels(folder: string, sheet: string): number[] {
  const [header, ...lines] = readFileSync(join(folder, 'labels.csv'), 'utf8').trim().split(/\r?\n/);
  const columns = header!.split(',');
  const [file, tile, label] = ['file', 'tile', 'label'].map((name) => columns.indexOf(name));
  const labels: number[] = [];
  for (const line of lines) {
    const cells = line.split(',');
    if (cells[file!] === sheet) labels[Number(cells[tile!])] = Number(cells[label!]);
  }
  return labels;
}
