import { readTarget, type Target } from './target.js';
import { wrapperOf, type WrapperKind } from './wrappers.js';

/** Wrapped links are wrapped again when mail is forwarded; more layers than this nobody sets by accident. */
const mostLayers = 5;

export interface Unwrapped {
  readonly target: Target;
  /** Outermost first. */
  readonly wrappedBy: readonly string[];
  readonly kinds: ReadonlySet<WrapperKind>;
  /** True when the last wrapper does not tell where it leads, or there were too many. `target` is that wrapper then. */
  readonly opaque: boolean;
}

/** Undoes what filters and redirectors made of a link, without asking anybody. */
export function unwrap(raw: string, base: string): Unwrapped {
  const wrappedBy: string[] = [];
  const kinds = new Set<WrapperKind>();
  let target = readTarget(raw, base);
  for (let layer = 0; target.kind === 'web'; layer++) {
    const wrapper = wrapperOf(target.url);
    if (wrapper === undefined) break;
    if (wrappedBy.at(-1) !== wrapper.name) wrappedBy.push(wrapper.name);
    kinds.add(wrapper.kind);
    const inner = layer < mostLayers ? wrapper.target(target.url) : undefined;
    if (inner === undefined || inner === '') return { target, wrappedBy, kinds, opaque: true };
    target = readTarget(inner, '');
  }
  return { target, wrappedBy, kinds, opaque: false };
}
