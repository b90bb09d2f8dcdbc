/** One message of Open Sound Control 1.0: an address and its one argument. */
export interface OscMessage {
  readonly address: string;
  /** A whole number is sent as `i`, another as `f`, by `type`. */
  readonly value: number;
  readonly type: 'i' | 'f';
}

/** What a datagram carries without being cut into pieces on the way (Ethernet). */
const MAX_DATAGRAM_BYTES = 1400;
/** `#bundle`, and the time tag that means "at once". */
const BUNDLE_HEAD = Buffer.from('2362756e646c65000000000000000001', 'hex');

/** The messages in as few bundles as fit into a datagram each, in their order. */
export function oscBundles(messages: readonly OscMessage[]): readonly Buffer[] {
  const bundles: Buffer[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const element = bundleElement(message);
    if (bytes + element.length > MAX_DATAGRAM_BYTES) {
      bundles.push([BUNDLE_HEAD]);
      bytes = BUNDLE_HEAD.length;
    }
    bundles.at(-1)?.push(element);
    bytes += element.length;
  }
  return bundles.map((parts) => Buffer.concat(parts));
}

/** A message with its length in front, as it stands in a bundle. */
function bundleElement({ address, value, type }: OscMessage): Buffer {
  const head = Buffer.concat([oscString(address), oscString(`,${type}`)]);
  const element = Buffer.alloc(4 + head.length + 4);
  element.writeInt32BE(head.length + 4, 0);
  head.copy(element, 4);
  if (type === 'i') element.writeInt32BE(value, 4 + head.length);
  else element.writeFloatBE(value, 4 + head.length);
  return element;
}

/** Ends with a zero and fills up to a multiple of four bytes. */
function oscString(text: string): Buffer {
  const bytes = Buffer.byteLength(text);
  const padded = Buffer.alloc((Math.floor(bytes / 4) + 1) * 4);
  padded.write(text);
  return padded;
}
