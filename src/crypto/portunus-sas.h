/* portunus-sas.h: the four words two people compare
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_SAS_NONCE_SIZE      32
#define PORTUNUS_SAS_COMMITMENT_SIZE 32
#define PORTUNUS_SAS_WORDS           4
#define PORTUNUS_WORDLIST_SIZE       2048

/* Commitment to the initiator's nonce, bound to the handshake hash (32 bytes). */
void        portunus_sas_commit       (const guint8  handshake_hash[32],
                                       const guint8  nonce[PORTUNUS_SAS_NONCE_SIZE],
                                       guint8        commitment[PORTUNUS_SAS_COMMITMENT_SIZE]);
gboolean    portunus_sas_check        (const guint8  handshake_hash[32],
                                       const guint8  nonce[PORTUNUS_SAS_NONCE_SIZE],
                                       const guint8  commitment[PORTUNUS_SAS_COMMITMENT_SIZE]);
char      **portunus_sas_dup_words    (const guint8  handshake_hash[32],
                                       const guint8  initiator_nonce[PORTUNUS_SAS_NONCE_SIZE],
                                       const guint8  responder_nonce[PORTUNUS_SAS_NONCE_SIZE]);

const char *portunus_wordlist_get     (guint         index);
char       *portunus_wordlist_dup_password (guint    n_words);

G_END_DECLS
