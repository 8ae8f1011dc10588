/* portunus-way-list.c: the ways to a peer that both sides know
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-way-list.h"

#include <string.h>

/* A peer that says nothing of lanes is older than this one. */
#define YOUNG_LANE_KIND "tcp"

struct _PortunusWayList
{
  /* Owned */
  GPtrArray *ways;      /* PortunusWay */
};

static gboolean
has_kind (JsonArray  *kinds,
          const char *kind)
{
  for (guint i = 0; i < json_array_get_length (kinds); i++)
    {
      JsonNode *node = json_array_get_element (kinds, i);

      if (JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), kind) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
way_free (gpointer data)
{
  PortunusWay *way = data;

  g_clear_object (&way->lane);
  g_free (way);
}

/**
 * portunus_way_list_new:
 * @factories: (element-type PortunusLaneFactory): the kinds that we know, the best first; must outlive the list
 * @kinds: (nullable): the kinds that the peer says it knows, untrusted; %NULL where it says nothing
 *
 * Returns: (transfer full): the ways that both know, in our order
 */
PortunusWayList *
portunus_way_list_new (GPtrArray *factories,
                       JsonArray *kinds)
{
  PortunusWayList *self = g_new0 (PortunusWayList, 1);

  self->ways = g_ptr_array_new_with_free_func (way_free);
  for (guint i = 0; i < factories->len; i++)
    {
      PortunusLaneFactory *factory = g_ptr_array_index (factories, i);
      const char *kind = portunus_lane_factory_get_kind (factory);
      PortunusWay *way;

      if (kinds != NULL ? !has_kind (kinds, kind) : strcmp (kind, YOUNG_LANE_KIND) == 0)
        continue;
      way = g_new0 (PortunusWay, 1);
      way->factory = factory;
      g_ptr_array_add (self->ways, way);
    }
  return self;
}

/**
 * portunus_way_list_free:
 * @self: (transfer full): a list
 */
void
portunus_way_list_free (PortunusWayList *self)
{
  g_ptr_array_unref (self->ways);
  g_free (self);
}

/**
 * portunus_way_list_get_length:
 * @self: (nullable): a list
 *
 * Returns: how many ways there are, those that are over included
 */
guint
portunus_way_list_get_length (PortunusWayList *self)
{
  return self != NULL ? self->ways->len : 0;
}

/**
 * portunus_way_list_get:
 * @self: a list
 * @index: which one
 *
 * Returns: (transfer none): that way, as long as the list is there
 */
PortunusWay *
portunus_way_list_get (PortunusWayList *self,
                       guint            index)
{
  return g_ptr_array_index (self->ways, index);
}

/**
 * portunus_way_list_find_kind:
 * @self: (nullable): a list
 * @kind: untrusted text
 *
 * Returns: (transfer none) (nullable): the way of that kind
 */
PortunusWay *
portunus_way_list_find_kind (PortunusWayList *self,
                             const char      *kind)
{
  for (guint i = 0; i < portunus_way_list_get_length (self); i++)
    {
      PortunusWay *way = portunus_way_list_get (self, i);

      if (strcmp (kind, portunus_lane_factory_get_kind (way->factory)) == 0)
        return way;
    }
  return NULL;
}

/**
 * portunus_way_list_find_lane:
 * @self: (nullable): a list
 * @lane: a lane
 *
 * Returns: (transfer none) (nullable): the way that has it
 */
PortunusWay *
portunus_way_list_find_lane (PortunusWayList *self,
                             PortunusLane    *lane)
{
  for (guint i = 0; i < portunus_way_list_get_length (self); i++)
    {
      PortunusWay *way = portunus_way_list_get (self, i);

      if (way->lane == lane)
        return way;
    }
  return NULL;
}

/**
 * portunus_way_list_find_untried:
 * @self: (nullable): a list
 *
 * Returns: (transfer none) (nullable): the best way that was not tried yet
 */
PortunusWay *
portunus_way_list_find_untried (PortunusWayList *self)
{
  for (guint i = 0; i < portunus_way_list_get_length (self); i++)
    {
      PortunusWay *way = portunus_way_list_get (self, i);

      if (way->lane == NULL && !way->is_over)
        return way;
    }
  return NULL;
}

/**
 * portunus_way_list_has_hope:
 * @self: (nullable): a list
 *
 * Returns: whether one of them is not over
 */
gboolean
portunus_way_list_has_hope (PortunusWayList *self)
{
  for (guint i = 0; i < portunus_way_list_get_length (self); i++)
    {
      if (!portunus_way_list_get (self, i)->is_over)
        return TRUE;
    }
  return FALSE;
}

/**
 * portunus_way_list_has_begun:
 * @self: (nullable): a list
 *
 * Returns: whether one of them was tried
 */
gboolean
portunus_way_list_has_begun (PortunusWayList *self)
{
  for (guint i = 0; i < portunus_way_list_get_length (self); i++)
    {
      PortunusWay *way = portunus_way_list_get (self, i);

      if (way->lane != NULL || way->is_over)
        return TRUE;
    }
  return FALSE;
}

/**
 * portunus_way_list_list_better:
 * @self: (nullable): a list
 *
 * Returns: (transfer container) (element-type PortunusLaneFactory): all kinds but detours
 */
GPtrArray *
portunus_way_list_list_better (PortunusWayList *self)
{
  GPtrArray *better = g_ptr_array_new ();

  for (guint i = 0; i < portunus_way_list_get_length (self); i++)
    {
      PortunusWay *way = portunus_way_list_get (self, i);

      if (!portunus_lane_factory_is_detour (way->factory))
        g_ptr_array_add (better, way->factory);
    }
  return better;
}
