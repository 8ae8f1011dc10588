/* portunus-page-file.h: gives a file of a page out of the program's resources
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * PortunusPageFiles:
 * @get_resource: the resource that holds them, each also as ".gz"
 * @folder: where in it, with a slash at the end
 * @policy: the Content-Security-Policy
 */
typedef struct
{
  GResource  *(*get_resource) (void);
  const char  *folder;
  const char  *policy;
} PortunusPageFiles;

void portunus_page_file_respond (const PortunusPageFiles *files,
                                 SoupServerMessage       *message,
                                 const char              *name,
                                 const char              *cache_control);

G_END_DECLS
