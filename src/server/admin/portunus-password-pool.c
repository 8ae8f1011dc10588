/* portunus-password-pool.c: slow password hashes, on few workers, for few at a time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-password-pool.h"

#include <crypt.h>
#include <string.h>

#include "portunus-encoding.h"
#include "portunus-kdf.h"

#define METHOD "$y$"
/* libxcrypt's cost 5: 16 MiB and some tens of milliseconds, for an administrator who has a second factor as well. */
#define COST 5
#define SALT_BYTES 16
#define MAX_WAITING 32

struct _PortunusPasswordPool
{
  GThreadPool *workers;
  /* Stands in where there is no account, so that it takes the same time. */
  char        *dummy_setting;
  /* Atomic */
  int          n_waiting;
};

typedef struct
{
  PortunusPasswordPool *pool;
  PortunusSecret       *password;
  char                 *setting;
  /* NULL to make a hash, or where none is right. */
  char                 *expected;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  portunus_secret_unref (job->password);
  g_free (job->setting);
  g_free (job->expected);
  g_free (job);
}

static char *
make_setting (void)
{
  char salt[SALT_BYTES];
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];

  portunus_fill_random (salt, sizeof salt);
  return g_strdup (crypt_gensalt_rn (METHOD, COST, salt, sizeof salt, setting, sizeof setting));
}

/* NULL where the library refuses the setting. */
static char *
compute (PortunusSecret *password,
         const char     *setting)
{
  struct crypt_data *scratch = g_new0 (struct crypt_data, 1);
  gsize length;
  const guint8 *data = portunus_secret_get_data (password, &length);
  char phrase[PORTUNUS_PASSWORD_MAX_BYTES + 1] = { 0 };
  char *hash;

  memcpy (phrase, data, length);
  hash = g_strdup (crypt_rn (phrase, setting, scratch, sizeof *scratch));
  explicit_bzero (phrase, sizeof phrase);
  explicit_bzero (scratch, sizeof *scratch);
  g_free (scratch);
  return hash;
}

static gboolean
is_equal (const char *a,
          const char *b)
{
  return strlen (a) == strlen (b) && portunus_constant_time_equal (a, b, strlen (a));
}

static void
work_on_worker (gpointer data,
                gpointer user_data)
{
  g_autoptr (GTask) task = data;
  PortunusPasswordPool *self = user_data;
  Job *job = g_task_get_task_data (task);
  g_autofree char *hash = compute (job->password, job->setting);

  g_atomic_int_add (&self->n_waiting, -1);
  if (hash == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The password cannot be hashed");
  else if (g_task_get_source_tag (task) == portunus_password_pool_hash_async)
    g_task_return_pointer (task, g_steal_pointer (&hash), g_free);
  else
    g_task_return_boolean (task, job->expected != NULL && is_equal (hash, job->expected));
}

/**
 * portunus_password_pool_new:
 *
 * Returns: (transfer full): a pool with no more workers than the machine has cores
 */
PortunusPasswordPool *
portunus_password_pool_new (void)
{
  PortunusPasswordPool *self = g_new0 (PortunusPasswordPool, 1);

  self->dummy_setting = make_setting ();
  g_assert (self->dummy_setting != NULL);
  self->workers = g_thread_pool_new (work_on_worker, self, MIN (g_get_num_processors (), 4), FALSE, NULL);
  return self;
}

/**
 * portunus_password_pool_free:
 * @self: (transfer full): a pool
 *
 * Waits for what is being computed. Callbacks still come, when their context runs.
 */
void
portunus_password_pool_free (PortunusPasswordPool *self)
{
  g_thread_pool_free (self->workers, FALSE, TRUE);
  g_free (self->dummy_setting);
  g_free (self);
}

/* Takes @task and what @job points to. */
static void
push (PortunusPasswordPool *self,
      GTask                *task,
      PortunusSecret       *password,
      char                 *setting,
      const char           *expected)
{
  g_autoptr (GTask) owned = task;
  Job *job = g_new0 (Job, 1);
  gsize length;
  const guint8 *data = portunus_secret_get_data (password, &length);

  job->password = portunus_secret_ref (password);
  job->setting = setting;
  job->expected = g_strdup (expected);
  g_task_set_task_data (task, job, job_free);
  if (length > PORTUNUS_PASSWORD_MAX_BYTES || memchr (data, '\0', length) != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "The password is too long");
      return;
    }
  if (g_atomic_int_add (&self->n_waiting, 1) >= MAX_WAITING)
    {
      g_atomic_int_add (&self->n_waiting, -1);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "Too many passwords are being checked");
      return;
    }
  g_thread_pool_push (self->workers, g_steal_pointer (&owned), NULL);
}

/**
 * portunus_password_pool_hash_async:
 * @self: a pool
 * @password: at most %PORTUNUS_PASSWORD_MAX_BYTES bytes without NUL
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Hashes a new password with a new salt.
 */
void
portunus_password_pool_hash_async (PortunusPasswordPool *self,
                                   PortunusSecret       *password,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, portunus_password_pool_hash_async);
  push (self, task, password, make_setting (), NULL);
}

/**
 * portunus_password_pool_hash_finish:
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_BUSY, %G_IO_ERROR_INVALID_ARGUMENT or %G_IO_ERROR_FAILED
 *
 * Returns: (transfer full): the hash in the form of crypt(5)
 */
char *
portunus_password_pool_hash_finish (GAsyncResult  *result,
                                    GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * portunus_password_pool_verify_async:
 * @self: a pool
 * @password: what somebody typed
 * @hash: (nullable): the account's hash; %NULL where there is no account, which takes as long and is never right
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Checks a password.
 */
void
portunus_password_pool_verify_async (PortunusPasswordPool *self,
                                     PortunusSecret       *password,
                                     const char           *hash,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, portunus_password_pool_verify_async);
  push (self, task, password, g_strdup (hash != NULL ? hash : self->dummy_setting), hash);
}

/**
 * portunus_password_pool_verify_finish:
 * @result: what the callback got
 * @is_right: (out): whether it was the password
 * @error: return location for %G_IO_ERROR_BUSY, %G_IO_ERROR_INVALID_ARGUMENT or %G_IO_ERROR_FAILED
 *
 * Returns: whether the password could be checked
 */
gboolean
portunus_password_pool_verify_finish (GAsyncResult  *result,
                                      gboolean      *is_right,
                                      GError       **error)
{
  GError *local_error = NULL;

  *is_right = g_task_propagate_boolean (G_TASK (result), &local_error);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}
