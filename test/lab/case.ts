import type { Lab } from './lab.ts';
import type { PlanOptions } from './plan.ts';

/** A fault, the traffic that it breaks, and what netlint must say about it. */
export interface FaultCase<L extends Lab, Form = PlanOptions> {
  readonly name: string;
  /** The form of the cluster, where it is not the ordinary one. */
  readonly form?: Form;
  /** The rule that must be the first root. */
  readonly rule: string;
  /** Key of the target that it must blame. */
  readonly target?: string;
  readonly inject: (lab: L) => Promise<unknown>;
  /** Flows that must fail once the fault is there. Empty for a latent fault. */
  readonly breaks: readonly string[];
  /** Flows that must still pass, where the case is about the difference. */
  readonly keeps?: readonly string[];
  /** A loss that none of the flows shows: not before the fault, with it (or after its event), and no more once it is healed. */
  readonly loses?: { readonly what: string; readonly isLost: (lab: L) => Promise<boolean> };
  /** Machines that netlint gets nothing of. */
  readonly unread?: readonly string[];
  /** Rules whose findings must be there, too, folded under it. */
  readonly explains?: readonly string[];
  /** For a fault that loses nothing yet: the ordinary event that makes it break, and what fails then. */
  readonly latent?: {
    readonly event: string;
    readonly happen: (lab: L) => Promise<unknown>;
    readonly breaks: readonly string[];
  };
  /** What the finding's `manual` steps stand for; runs after its `run` steps. */
  readonly undo?: (lab: L) => Promise<unknown>;
}

/** Looks wrong and harms nothing. */
export interface HarmlessCase<L extends Lab> {
  readonly name: string;
  readonly inject: (lab: L) => Promise<unknown>;
}
