/** Something that the user can mend: the message is one sentence with place and remedy. */
export class AuditError extends Error {
  override name = 'AuditError';
  /** busy: somebody else holds the folder. */
  readonly kind: 'busy' | 'unusable';

  constructor(message: string, kind: 'busy' | 'unusable') {
    super(message);
    this.kind = kind;
  }
}
