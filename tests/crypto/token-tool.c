/* token-tool.c: writes and reads tokens, and stretches passwords, for other implementations to compare with
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * token-tool write KEY AUDIENCE ID ISSUED EXPIRES
 * token-tool read KEY TOKEN
 * token-tool password ROOM LINK-SECRET PASSWORD
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "crypto-fixture.h"
#include "portunus-encoding.h"
#include "portunus-room-password.h"
#include "portunus-token.h"

static int
write_token (char **arguments)
{
  g_autoptr (PortunusSecret) key = fixture_secret (arguments[0]);
  const PortunusToken token = {
    .audience = arguments[1],
    .id = arguments[2],
    .issued = g_ascii_strtoll (arguments[3], NULL, 10),
    .expires = g_ascii_strtoll (arguments[4], NULL, 10),
  };
  g_autofree char *text = portunus_token_write (&token, key);

  g_print ("%s\n", text);
  return EXIT_SUCCESS;
}

static int
read_token (char **arguments)
{
  g_autoptr (PortunusSecret) key = fixture_secret (arguments[0]);
  g_autoptr (PortunusToken) token = portunus_token_read (arguments[1], key, NULL);

  if (token == NULL)
    return EXIT_FAILURE;
  g_print ("%s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", token->audience, token->id, token->issued,
           token->expires);
  return EXIT_SUCCESS;
}

static int
stretch (char **arguments)
{
  g_autoptr (PortunusSecret) link = fixture_secret (arguments[1]);
  g_autoptr (PortunusSecret) password = portunus_secret_new (arguments[2], strlen (arguments[2]));
  g_autoptr (PortunusRoomPassword) result = portunus_room_password_stretch (password, arguments[0], link, NULL);
  g_autofree char *proof = portunus_encode_hex (portunus_secret_get_data (result->proof, NULL),
                                                PORTUNUS_ROOM_PROOF_SIZE);
  g_autofree char *secret = portunus_encode_hex (portunus_secret_get_data (result->secret, NULL), 16);

  g_print ("%s %s\n", proof, secret);
  return EXIT_SUCCESS;
}

int
main (int    argc,
      char **argv)
{
  if (argc == 7 && g_str_equal (argv[1], "write"))
    return write_token (argv + 2);
  if (argc == 4 && g_str_equal (argv[1], "read"))
    return read_token (argv + 2);
  if (argc == 5 && g_str_equal (argv[1], "password"))
    return stretch (argv + 2);
  return 2;
}
