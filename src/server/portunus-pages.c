/* portunus-pages.c: the little HTML the server has of its own
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-pages.h"

/* Without script, style or any address of its own: the room's secret stands in the address bar. */
const char portunus_page_room[] =
  "<!DOCTYPE html>\n"
  "<html lang=\"en\">\n"
  "<head>\n"
  "<meta charset=\"utf-8\">\n"
  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
  "<meta name=\"color-scheme\" content=\"light dark\">\n"
  "<title>Portunus room</title>\n"
  "</head>\n"
  "<body>\n"
  "<h1>This room is for Portunus</h1>\n"
  "<p>Copy the whole address, to its last character, and give it to Portunus:</p>\n"
  "<pre>portunus-cli receive 'ADDRESS'</pre>\n"
  "</body>\n"
  "</html>\n";
