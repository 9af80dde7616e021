-- A municipality with %(size)s profiles: 200 departments, 2 000 people, and so on.
INSERT INTO accounts_department (id, name, parent_id, path)
    VALUES (1, 'Sel kommune', NULL, '1/');
INSERT INTO accounts_department (id, name, parent_id, path)
    SELECT 1 + n, (ARRAY['Kultur', 'Oppvekst', 'Helse og omsorg', 'Teknisk drift', 'Næring',
        'Samfunn', 'Velferd', 'Innbyggerdialog', 'Organisasjon', 'Plan og miljø'])[n], 1,
        '1/' || 1 + n || '/'
    FROM generate_series(1, 10) n;
INSERT INTO accounts_department (id, name, parent_id, path)
    SELECT 11 + n, (ARRAY['Skole', 'Barnehage', 'Bibliotek', 'Sykehjem', 'Helsestasjon',
        'Kulturhus', 'Svømmehall'])[1 + n %% 7] || ' ' || (ARRAY['Otta', 'Heidal', 'Nord-Sel',
        'Sjoa', 'Høvringen', 'Åsmarka', 'Øyane'])[1 + n / 7 %% 7] || ' ' || n,
        2 + n %% 10, '1/' || 2 + n %% 10 || '/' || 11 + n || '/'
    FROM generate_series(1, 189) n;

INSERT INTO accounts_user (id, password, is_superuser, email, name, phone, language, theme,
        is_active, is_staff, date_joined)
    SELECT n, '!', n = 1, 'person' || n || '@sel.example',
        (ARRAY['Kari', 'Ola', 'Åse', 'Øyvind', 'Ragnhild', 'Jørgen', 'Ingrid', 'Lars', 'Nina',
            'Tor'])[1 + n %% 10] || ' ' ||
        (ARRAY['Haugen', 'Bakken', 'Ødegård', 'Lien', 'Moen', 'Åsen', 'Sæther', 'Rusten',
            'Brekke', 'Sletten', 'Vik', 'Dahl', 'Hagen', 'Solberg', 'Strand', 'Eide', 'Berg',
            'Nygård', 'Sveen', 'Kleiven'])[1 + n / 10 %% 20] || ' ' || n,
        '', 'nb', 'auto', n %% 50 <> 49, n = 1, now()
    FROM generate_series(1, 2000) n;
INSERT INTO accounts_appointment (user_id, role, starts_on)
    VALUES (1, 'administration', '2020-01-01');
-- A head of a service with 10, and an editor.
INSERT INTO accounts_membership (user_id, department_id, role, starts_on)
    SELECT n, n, CASE WHEN n <= 200 THEN 'head' ELSE 'editor' END, '2020-01-01'
    FROM generate_series(2, 200) n;
INSERT INTO accounts_membership (user_id, department_id, role, starts_on)
    SELECT n, 1 + n %% 200, 'editor', '2020-01-01' FROM generate_series(201, 2000) n;

INSERT INTO profiles_profile (id, status, version, department_id, platform, name, language,
        in_use, need, owner_id, website, rhythm, reply_time, registered_by_id, registered_at,
        first_notified_at, notified_at, answer_due_on, next_evaluation_on, assessed_at,
        imported_at, for_crisis, history_length, history_digest)
    SELECT n, state, 1, 1 + n %% 200,
        (ARRAY['facebook', 'facebook', 'facebook', 'instagram', 'instagram', 'youtube',
            'linkedin', 'tiktok', 'snapchat', 'x'])[1 + n %% 10],
        (ARRAY['Otta', 'Heidal', 'Nord-Sel', 'Sjoa', 'Høvringen', 'Åsmarka', 'Øyane', 'Selsverket',
            'Mysuseter', 'Raphamn', 'Rosten', 'Ulvolden'])[1 + n / 3 %% 12] || ' ' ||
        (ARRAY['kulturhus', 'skole', 'barnehage', 'bibliotek', 'ungdomsklubb', 'svømmehall',
            'frivilligsentral', 'helsestasjon', 'kino', 'museum', 'korps', 'brannvesen',
            'næringsforum', 'ordfører', 'kommunestyre'])[1 + n / 37 %% 15] || ' ' || n,
        'nb', true, repeat('Innbyggerne spør oss her, og vi svarer samme dag. ', 6),
        CASE WHEN n %% 97 = 0 AND state <> 'notified' THEN NULL ELSE 1 + n * 7 %% 2000 END,
        CASE WHEN n %% 31 = 0 THEN '' ELSE 'https://www.sel.kommune.no/' || n END,
        7, 8, 2 + n %% 199, now() - n %% 2000000 * interval '1 minute',
        now() - interval '400 days', CASE WHEN state = 'notified' THEN now() - n %% 30 * interval
        '1 day' END, CASE WHEN state = 'notified' THEN current_date + (n %% 20)::int END,
        CASE WHEN state IN ('active', 'paused') THEN current_date - 30 + (n %% 700)::int END,
        CASE WHEN n %% 11 <> 0 THEN now() END, CASE WHEN n %% 11 = 0 THEN now() END,
        n %% 2000 = 0, 0, ''
    FROM (SELECT n, CASE WHEN n %% 20 = 1 THEN 'draft' WHEN n %% 50 = 2 THEN 'notified'
            WHEN n %% 40 = 3 THEN 'paused' WHEN n %% 12 = 4 THEN 'closed'
            WHEN n %% 100 = 5 THEN 'rejected' ELSE 'active' END AS state
        FROM generate_series(1, %(size)s) n) AS numbered;
INSERT INTO profiles_address (profile_id, given, platform, key, url, is_main)
    SELECT id, 'https://' || platform || '.com/' || handle, platform, handle,
        'https://www.' || platform || '.com/' || handle, true
    FROM (SELECT id, platform, (ARRAY['sel', 'otta', 'heidal', 'sjoa'])[1 + id %% 4] || '.' ||
            substr(md5(id::text), 1, 6) || id AS handle FROM profiles_profile) AS named;
INSERT INTO profiles_areaofuse (profile_id, area)
    SELECT id, (ARRAY['news', 'project', 'target_group', 'debate', 'reputation'])[1 + id %% 5]
    FROM profiles_profile WHERE id %% 13 <> 0;
INSERT INTO profiles_profile_backups (profile_id, user_id)
    SELECT id, 1 + (id * 11 + 5) %% 2000 FROM profiles_profile WHERE id %% 17 <> 0;
INSERT INTO profiles_access (profile_id, two_step, private_only, recovery_place,
        roster_checked_on)
    SELECT id, '', '', '', current_date FROM profiles_profile WHERE id %% 4 <> 0;
SELECT setval(pg_get_serial_sequence('profiles_profile', 'id'), %(size)s);
SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), 2000);
SELECT setval(pg_get_serial_sequence('accounts_department', 'id'), 200);
