// A certificate of localhost that nobody vouches for, with its key: for tests, and known to everybody.

export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgB2qJsH6tFUW+NBQ7
NuS5wC8Ywhqfkbhjr8ib+6KXqd6hRANCAARhEeXAZxNmWacTCAcTUEd/fkj9Z08F
eqFhFewkQ/cg+btHcJIyYUSMYT1x1FXdx1seBssqLPfgZhkgR4HKrPjx
-----END PRIVATE KEY-----
`;

export const cert = `-----BEGIN CERTIFICATE-----
MIIBfjCCASWgAwIBAgIUL4CEcSPIS45Z1uV78bl7YmMyHzowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNzE5NTUzNFoYDzIxMjYxMTAz
MTk1NTM0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARhEeXAZxNmWacTCAcTUEd/fkj9Z08FeqFhFewkQ/cg+btHcJIyYUSM
YT1x1FXdx1seBssqLPfgZhkgR4HKrPjxo1MwUTAdBgNVHQ4EFgQUk4+CoV1hogBv
OplgxYkuxX10PDowHwYDVR0jBBgwFoAUk4+CoV1hogBvOplgxYkuxX10PDowDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAgy84e44BmqGcTVvX2VJIw
g9sciH3dmS+ziohyfbKxdAIgMEyPCK1opkCEle2K5Jpa1H7pEtXfK8O1mnIDn841
Bgw=
-----END CERTIFICATE-----
`;
