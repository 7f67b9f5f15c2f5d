import { parseAddress, parseCidr } from '../../model/ip.ts';
import type { IpSet, Match, NetfilterModel, SetField } from '../../model/netfilter.ts';
import { type Answer, answer, or } from './answer.ts';
import { isNamed, portAnswer } from './field-answers.ts';
import type { PacketView } from './packet-view.ts';

/** One dimension of an element: `10.0.0.0/24`, `tcp:80`, `eth0`. */
type Part =
  | { readonly kind: 'network'; readonly first: bigint; readonly last: bigint; readonly width: number }
  | { readonly kind: 'port'; readonly protocol: string | null; readonly first: number; readonly last: number }
  | { readonly kind: 'device'; readonly name: string }
  | { readonly kind: 'mark'; readonly value: number };

interface Element {
  readonly parts: readonly Part[];
  readonly except: boolean;
}

interface Index {
  /** By the text of a single address in the first dimension; everything else stands in `others`. */
  readonly byAddress: ReadonlyMap<bigint, readonly Element[]>;
  readonly others: readonly Element[];
  readonly unmodelled: boolean;
}

const indexes = new WeakMap<IpSet, Index>();
const MAX_DEPTH = 4;

/** `-m set --match-set NAME src,dst`: the match carries sides, the set's type says what is compared on each. */
export function ipsetAnswer(
  match: Extract<Match, { kind: 'set' }>,
  view: PacketView,
  model: NetfilterModel,
  depth = 0,
): Answer {
  const set = model.ipsets.get(match.name);
  if (set === undefined || depth > MAX_DEPTH) return 'maybe';
  if (set.type === 'list:set') {
    return set.elements.reduce<Answer>(
      (found, name) => or(found, ipsetAnswer({ ...match, name }, view, model, depth + 1)),
      'no',
    );
  }
  const index = indexOf(set);
  const address = match.fields[0] === 'source' ? view.source : view.destination;
  let best: { readonly width: number; readonly except: boolean } | undefined;
  let maybe = index.unmodelled;
  for (const element of [...(index.byAddress.get(address) ?? []), ...index.others]) {
    const found = elementAnswer(element, match.fields, view);
    if (found === 'maybe') maybe = true;
    // The narrowest network decides, so that an exception inside a larger one holds (ipset(8), nomatch).
    else if (found === 'yes') {
      const width = element.parts.reduce((sum, part) => sum + (part.kind === 'network' ? part.width : 0), 0);
      if (best === undefined || width > best.width) best = { width, except: element.except };
    }
  }
  if (best !== undefined) return answer(!best.except);
  return maybe ? 'maybe' : 'no';
}

function elementAnswer({ parts }: Element, sides: readonly SetField[], view: PacketView): Answer {
  let maybe = false;
  for (const [i, part] of parts.entries()) {
    const found = partAnswer(part, sides[i] ?? 'unmodelled', view);
    if (found === 'no') return 'no';
    if (found === 'maybe') maybe = true;
  }
  return maybe ? 'maybe' : 'yes';
}

function partAnswer(part: Part, side: SetField, view: PacketView): Answer {
  const { packet, context } = view;
  if (side !== 'source' && side !== 'destination') return 'maybe';
  switch (part.kind) {
    case 'network': {
      const address = side === 'source' ? view.source : view.destination;
      return answer(part.first <= address && address <= part.last);
    }
    case 'port':
      if (part.protocol !== null && part.protocol !== packet.protocol) return 'no';
      return portAnswer(side === 'source' ? packet.sourcePort : packet.destinationPort, [part], packet);
    case 'device':
      return answer(isNamed(side === 'source' ? context.inInterface : context.outInterface, [part.name]));
    case 'mark':
      return (packet.markUncertain ?? 0) === 0 ? answer(packet.mark === part.value) : 'maybe';
  }
}

function indexOf(set: IpSet): Index {
  let index = indexes.get(set);
  if (index !== undefined) return index;
  const dimensions = (set.type.split(':')[1] ?? '').split(',');
  const byAddress = new Map<bigint, Element[]>();
  const others: Element[] = [];
  let unmodelled = false;
  for (const text of set.elements) {
    const element = elementOf(text, dimensions);
    if (element === undefined) {
      unmodelled = true;
      continue;
    }
    const [first] = element.parts;
    if (first?.kind === 'network' && first.first === first.last) {
      const same = byAddress.get(first.first);
      if (same) same.push(element);
      else byAddress.set(first.first, [element]);
    } else others.push(element);
  }
  index = { byAddress, others, unmodelled };
  indexes.set(set, index);
  return index;
}

function elementOf(text: string, dimensions: readonly string[]): Element | undefined {
  const except = text.endsWith(' nomatch');
  const texts = (except ? text.slice(0, -' nomatch'.length) : text).split(',');
  if (texts.length !== dimensions.length) return undefined;
  const parts: Part[] = [];
  for (const [i, dimension] of dimensions.entries()) {
    const part = partOf(texts[i] ?? '', dimension);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return { parts, except };
}

function partOf(text: string, dimension: string): Part | undefined {
  switch (dimension) {
    case 'ip':
    case 'net': {
      const dash = text.indexOf('-');
      if (dash > 0) {
        const first = parseAddress(text.slice(0, dash));
        const last = parseAddress(text.slice(dash + 1));
        return first && last && { kind: 'network', first: first.value, last: last.value, width: 0 };
      }
      const cidr = parseCidr(text);
      return cidr && { kind: 'network', first: cidr.first, last: cidr.last, width: cidr.prefixLength };
    }
    case 'port': {
      const [, protocol, firstText, lastText] = /^(?:([a-z]+\d*):)?(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
      if (firstText === undefined) return undefined;
      return {
        kind: 'port',
        protocol: protocol ?? null,
        first: Number(firstText),
        last: Number(lastText ?? firstText),
      };
    }
    case 'iface':
      return { kind: 'device', name: text };
    case 'mark':
      return /^0x[0-9a-f]{1,8}$/i.test(text) ? { kind: 'mark', value: Number(text) } : undefined;
    default:
      return undefined;
  }
}
