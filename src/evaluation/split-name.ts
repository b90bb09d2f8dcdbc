/** FER2013's splits, by the names people use for them. */
const SPLITS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    training: 'Training',
    train: 'Training',
    publictest: 'PublicTest',
    public: 'PublicTest',
    validation: 'PublicTest',
    val: 'PublicTest',
    privatetest: 'PrivateTest',
    private: 'PrivateTest',
    test: 'PrivateTest',
  }),
);

/** The official name of a split, or null for an unknown one. `PublicTest`, `public-test`, `val`… */
export function officialSplit(name: string): string | null {
  return SPLITS.get(name.toLowerCase().replaceAll(/[-_ ]/g, '')) ?? null;
}
