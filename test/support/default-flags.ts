/**
 * The arguments that k8sd writes on a cluster that was just bootstrapped, as far as a control asks for them
 * (k8s-snap-facts.md, 4). A flag that is not here is unset.
 */
export const defaultFlags: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'kube-apiserver': {
    'anonymous-auth': 'false',
    'authorization-mode': 'Node,RBAC',
    'client-ca-file': '/etc/kubernetes/pki/client-ca.crt',
    'enable-admission-plugins': 'NodeRestriction',
    'kubelet-certificate-authority': '/etc/kubernetes/pki/ca.crt',
    'kubelet-client-certificate': '/etc/kubernetes/pki/apiserver-kubelet-client.crt',
    'kubelet-client-key': '/etc/kubernetes/pki/apiserver-kubelet-client.key',
    profiling: 'false',
    'request-timeout': '300s',
    'secure-port': '6443',
    'service-account-key-file': '/etc/kubernetes/pki/serviceaccount.key',
    'tls-cert-file': '/etc/kubernetes/pki/apiserver.crt',
    'tls-private-key-file': '/etc/kubernetes/pki/apiserver.key',
    'tls-cipher-suites':
      'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305',
    'tls-min-version': 'VersionTLS12',
    'etcd-cafile': '/etc/kubernetes/pki/etcd/ca.crt',
    'etcd-certfile': '/etc/kubernetes/pki/apiserver-etcd-client.crt',
    'etcd-keyfile': '/etc/kubernetes/pki/apiserver-etcd-client.key',
    'etcd-servers': 'https://127.0.0.1:2379',
  },
  'kube-controller-manager': {
    profiling: 'false',
    'root-ca-file': '/etc/kubernetes/pki/ca.crt',
    'service-account-private-key-file': '/etc/kubernetes/pki/serviceaccount.key',
    'terminated-pod-gc-threshold': '12500',
    'tls-min-version': 'VersionTLS12',
    'use-service-account-credentials': 'true',
  },
  'kube-scheduler': { profiling: 'false', 'tls-min-version': 'VersionTLS12' },
  kubelet: {
    'anonymous-auth': 'false',
    'authorization-mode': 'Webhook',
    'client-ca-file': '/etc/kubernetes/pki/client-ca.crt',
    kubeconfig: '/etc/kubernetes/kubelet.conf',
    'read-only-port': '0',
    'tls-cert-file': '/etc/kubernetes/pki/kubelet.crt',
    'tls-private-key-file': '/etc/kubernetes/pki/kubelet.key',
    'tls-cipher-suites':
      'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305,TLS_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_256_GCM_SHA384',
  },
  etcd: {
    'auto-tls': 'false',
    'cert-file': '/etc/kubernetes/pki/etcd/server.crt',
    'client-cert-auth': 'true',
    'key-file': '/etc/kubernetes/pki/etcd/server.key',
    'peer-auto-tls': 'false',
    'peer-cert-file': '/etc/kubernetes/pki/etcd/peer.crt',
    'peer-client-cert-auth': 'true',
    'peer-key-file': '/etc/kubernetes/pki/etcd/peer.key',
    'peer-trusted-ca-file': '/etc/kubernetes/pki/etcd/ca.crt',
    'trusted-ca-file': '/etc/kubernetes/pki/etcd/ca.crt',
  },
  'kube-proxy': {},
};
