/**
 * Ports of protocols other than HTTP on which a container is probably not meant to listen. Source: the IANA Service Name and
 * Transport Protocol Port Number Registry, 2026; 9092 and 27017 from the documentation of Kafka and MongoDB. Ports on which
 * services also speak HTTP, such as 2379 (etcd) and 9200 (Elasticsearch), are not in the list.
 */
export const NON_HTTP_PORTS: Readonly<Record<number, string>> = {
  21: "FTP",
  22: "SSH",
  23: "Telnet",
  25: "SMTP",
  53: "DNS",
  110: "POP3",
  143: "IMAP",
  389: "LDAP",
  445: "SMB",
  465: "SMTP",
  587: "SMTP",
  636: "LDAP",
  993: "IMAP",
  995: "POP3",
  1433: "SQL Server",
  1521: "Oracle Database",
  1883: "MQTT",
  2049: "NFS",
  3306: "MySQL",
  3389: "RDP",
  4222: "NATS",
  5060: "SIP",
  5432: "PostgreSQL",
  5671: "AMQP",
  5672: "AMQP",
  5900: "VNC",
  6379: "Redis",
  7687: "Neo4j",
  8883: "MQTT",
  9042: "Cassandra",
  9092: "Kafka",
  11211: "Memcached",
  27017: "MongoDB",
  61616: "ActiveMQ",
};

/** The ports to which Scaleway blocks connections from a container. Source: Scaleway's page on the limits of containers, 2026. */
export const BLOCKED_OUTBOUND_PORTS: readonly number[] = [25, 465];
