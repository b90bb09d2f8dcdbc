/**
 * Version 2: clear and valence, means and unclear time of a visit, and visitors. Rows written before
 * have null: it is not known, which is not the same as none.
 */
export const secondSchema = `
ALTER TABLE observations ADD COLUMN clear INTEGER;
ALTER TABLE observations ADD COLUMN valence INTEGER;
ALTER TABLE faces ADD COLUMN mean_confidence REAL;
ALTER TABLE faces ADD COLUMN unclear_ms INTEGER;
ALTER TABLE faces ADD COLUMN mean_valence REAL;
${['rollup_minute', 'rollup_hour']
  .map(
    (table) => `
ALTER TABLE ${table} ADD COLUMN unclear_ms INTEGER;
ALTER TABLE ${table} ADD COLUMN valence_sum REAL;
ALTER TABLE ${table} ADD COLUMN valence_count INTEGER;
ALTER TABLE ${table} ADD COLUMN visitors INTEGER;`,
  )
  .join('')}
`;

/** Version 3: head pose and looking, with the attention time of visits, minutes and hours. */
export const thirdSchema = `
ALTER TABLE observations ADD COLUMN yaw INTEGER;
ALTER TABLE observations ADD COLUMN pitch INTEGER;
ALTER TABLE observations ADD COLUMN roll INTEGER;
ALTER TABLE observations ADD COLUMN looking INTEGER;
${['faces', 'rollup_minute', 'rollup_hour']
  .map((table) => `ALTER TABLE ${table} ADD COLUMN attention_ms INTEGER;`)
  .join('\n')}
`;

/** Version 4: place in the recording; null for live pictures and for rows written before. */
export const fourthSchema = `
ALTER TABLE observations ADD COLUMN media_time_ms INTEGER;
`;
