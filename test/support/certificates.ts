import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** Just enough X.509 for servers and clients of tests: ECDSA P-256, version 3, no tool of the machine needed. */
export interface Certificate {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
  readonly name: Buffer;
  readonly privateKey: KeyObject;
}

export interface CertificateRequest {
  readonly commonName: string;
  /** Itself where there is none: a certificate authority. */
  readonly issuer?: Certificate;
  readonly addresses?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly organization?: string;
  readonly from?: Date;
  readonly until?: Date;
}

const HOUR = 3_600_000;

function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), content]);
}

const sequence = (...parts: readonly Buffer[]) => tlv(0x30, ...parts);
const identifier = (hex: string) => tlv(0x06, Buffer.from(hex, 'hex'));
const ECDSA_SHA256 = sequence(identifier('2a8648ce3d040302'));

function nameOf(commonName: string, organization: string | undefined): Buffer {
  const part = (oid: string, value: string) => tlv(0x31, sequence(identifier(oid), tlv(0x0c, Buffer.from(value))));
  return sequence(...(organization === undefined ? [] : [part('55040a', organization)]), part('550403', commonName));
}

/** GeneralizedTime is wanted only from 2050 on. */
function time(date: Date): Buffer {
  const text = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return tlv(0x17, Buffer.from(text.slice(2)));
}

function pem(type: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${type}-----\n${lines.join('\n')}\n-----END ${type}-----\n`;
}

function alternativeNames({ addresses = [], dnsNames = [] }: CertificateRequest): Buffer {
  return sequence(
    ...addresses.map((address) => tlv(0x87, Buffer.from(address.split('.').map(Number)))),
    ...dnsNames.map((name) => tlv(0x82, Buffer.from(name))),
  );
}

export function makeCertificate(request: CertificateRequest): Certificate {
  const { commonName, issuer, organization } = request;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = nameOf(commonName, organization);
  const extension = (oid: string, critical: boolean, value: Buffer) =>
    sequence(identifier(oid), ...(critical ? [tlv(0x01, Buffer.from([255]))] : []), tlv(0x04, value));
  const publicKeyInfo = publicKey.export({ type: 'spki', format: 'der' });
  const extensions = [
    extension('551d13', true, sequence(...(issuer === undefined ? [tlv(0x01, Buffer.from([255]))] : []))),
    extension('551d0e', false, tlv(0x04, createHash('sha1').update(publicKeyInfo).digest())),
    ...(request.addresses || request.dnsNames ? [extension('551d11', false, alternativeNames(request))] : []),
  ];
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    issuer?.name ?? name,
    sequence(
      time(request.from ?? new Date(Date.now() - HOUR)),
      time(request.until ?? new Date(Date.now() + 24 * HOUR)),
    ),
    name,
    publicKeyInfo,
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', body, issuer?.privateKey ?? privateKey);
  const cert = sequence(body, ECDSA_SHA256, tlv(0x03, Buffer.from([0]), signature));
  return {
    cert: pem('CERTIFICATE', cert),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    name,
    privateKey,
  };
}
