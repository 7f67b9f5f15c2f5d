/** What the collector needs of a connection to an API server; everything else about kubeconfigs and TLS is behind it. */
export interface ApiClient {
  /** `https://192.0.2.10:6443`, for people. */
  readonly server: string;
  /** Name of the kubeconfig's context; null inside a pod. */
  readonly context: string | null;
  /**
   * One request. Answers below 400 are given, everything else is an ApiError. A GET is tried again (429, 5xx, cut connection) until its
   * time is over; anything else only where it cannot have been carried out.
   */
  request(request: ApiRequest): Promise<ApiAnswer>;
  /** Closes the connections. */
  close(): Promise<void>;
}

export interface ApiRequest {
  /** Default GET. */
  readonly method?: 'GET' | 'POST' | 'DELETE' | 'PATCH';
  /** With the query: `/api/v1/nodes?limit=500`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly accept?: string;
  /** For all tries together; default 30,000. */
  readonly milliseconds?: number;
  /** Most bytes of the answer; default 256 MiB. */
  readonly cap?: number;
  /** Memory that the answer's body may lie in; it grows as needed, and the next request that is given it overwrites it. */
  readonly memory?: BodyMemory;
  readonly signal?: AbortSignal;
}

export interface BodyMemory {
  bytes: Buffer;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: Buffer;
  /** Of the `Date` header, milliseconds since 1970; null without one. */
  readonly date: number | null;
}

/**
 * configuration: no kubeconfig, a broken one, or one without that context or credentials plugin · unreachable: no connection, or one that was cut · timeout: nothing or not all in time · tls: the certificates do not fit ·
 * unauthorized: 401 or no credentials · forbidden: 403 · absent: 404 · gone: 410 · conflict: 409 · busy: 429 or 5xx until the end ·
 * foreign: not an API server's answer (a proxy's page) · refused: any other answer of 400 and above · interrupted: by the signal.
 */
export type ApiErrorKind =
  | 'configuration'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'unauthorized'
  | 'forbidden'
  | 'absent'
  | 'gone'
  | 'conflict'
  | 'busy'
  | 'foreign'
  | 'refused'
  | 'interrupted';

/** The message is one sentence: what, where, what to do. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly kind: ApiErrorKind;
  readonly status: number | null;
  /** The answer's Status object, where there is one. */
  readonly answer: unknown;

  constructor(message: string, kind: ApiErrorKind, status: number | null = null, answer: unknown = undefined) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.answer = answer;
  }
}
