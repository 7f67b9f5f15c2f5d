import { readFileSync } from 'node:fs';
import type { Sandbox } from '../lab/sandbox.ts';

/** A certificate and its key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export interface Subject {
  /** File name. */
  readonly id: string;
  readonly name: string;
  readonly groups?: readonly string[];
  /** For a server: `DNS:…` and `IP:…`. */
  readonly alternativeNames?: readonly string[];
}

/** The cluster's certificate authority. It lives and ends with the sandbox; elliptic keys, since they are made in a moment. */
export interface Authority {
  readonly certificate: string;
  /** Folder in the sandbox with ca.crt and what was issued. */
  readonly folder: string;
  readonly issue: (subjects: readonly Subject[]) => Promise<readonly KeyPair[]>;
  /** For ServiceAccount tokens: sa.key, sa.pub. */
  readonly read: (file: string) => string;
}

const folder = '/run/pki';

export async function makeAuthority(sandbox: Sandbox): Promise<Authority> {
  const read = (file: string): string => readFileSync(`${sandbox.root}${folder}/${file}`, 'utf8');
  await sandbox.sh(`
    umask 077; mkdir -p ${folder}; cd ${folder}
    printf '[req]\\ndistinguished_name=dn\\n[dn]\\n' > req.cnf
    openssl ecparam -name prime256v1 -genkey -noout -out sa.key
    openssl ec -in sa.key -pubout -out sa.pub 2>/dev/null
    openssl req -x509 ${newKey} -days 30 -subj /CN=kubernetes -addext basicConstraints=critical,CA:TRUE \\
      -addext keyUsage=critical,keyCertSign,digitalSignature -keyout ca.key -out ca.crt 2>/dev/null`);
  return {
    certificate: read('ca.crt'),
    folder,
    read,
    issue: async (subjects) => {
      await sandbox.sh(`umask 077; cd ${folder}\n${subjects.map(issueOne).join('\n')}`);
      return subjects.map(({ id }) => ({ certificate: read(`${id}.crt`), key: read(`${id}.key`) }));
    },
  };
}

const newKey = '-config req.cnf -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';

function issueOne({ id, name, groups = [], alternativeNames = [] }: Subject): string {
  const subject = [...groups.map((group) => `/O=${group}`), `/CN=${name}`].join('');
  const names = alternativeNames.length === 0 ? '' : `-addext 'subjectAltName=${alternativeNames.join(',')}'`;
  return `openssl req -x509 ${newKey} -days 30 -CA ca.crt -CAkey ca.key -subj '${subject}' ${names} \\
      -addext basicConstraints=CA:FALSE -addext keyUsage=critical,digitalSignature -addext extendedKeyUsage=clientAuth,serverAuth -keyout ${id}.key -out ${id}.crt 2>/dev/null`;
}
