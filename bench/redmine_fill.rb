# Fills Redmine for the comparison: 20 projects, 5,000 issues, project "hundred" with exactly 100; REST on, mail off.
Setting.rest_api_enabled = '1'
Setting.notified_events = []
ActionMailer::Base.perform_deliveries = false
admin = User.find_by(login: 'admin')
admin.update!(must_change_passwd: false)
admin.api_key
projects = (1..20).map do |n|
  Project.create!(name: "Project #{n}", identifier: n == 1 ? 'hundred' : "project-#{n}", trackers: Tracker.all,
                  enabled_module_names: ['issue_tracking'])
end
tracker, status, priority = Tracker.first, IssueStatus.first, IssuePriority.first
Issue.transaction do
  5000.times do |n|
    project = n < 100 ? projects[0] : projects[1 + n % 19]
    Issue.create!(project: project, tracker: tracker, status: status, priority: priority, author: admin, assigned_to: nil,
                  subject: "Issue #{n} of the campaign for spring", description: 'What to do, in two lines. ' * 8,
                  start_date: Date.today, due_date: Date.today + (n % 60), estimated_hours: 1 + n % 16)
  end
end
